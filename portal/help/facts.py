"""What articles tell that the product itself knows: tables that follow it by themselves."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.catalogue import DATA_ITEMS, DataItem, DataType
from mmbackup.engine.outcomes import Outcome
from mmbackup.models.member import Role
from portal.looks import Look, look_of_outcome
from portal.menu import MAIN, Entry, rule_of
from portal.menu.walking import Rule

SAID_OF: dict[Outcome, Promise] = {
    Outcome.DID_NOT_RUN: _("Nothing began, and the catch-up window has passed."),
    Outcome.NO_MEDIUM: _("No medium was in the drive."),
    Outcome.WRONG_MEDIUM: _("The medium in the drive was refused; the log says why."),
    Outcome.FAILED: _("Something ended it; the log says what. Nothing of it counts."),
    Outcome.WORKER_LOST: _("Its process died. What it had told by then stands in the log."),
    Outcome.COMPLETED_WITH_ERRORS: _(
        "Written and read back, but a source, or some files, could not be read."
    ),
    Outcome.WRITTEN_NOT_VERIFIED: _("Written, and never read back to the end: it is not proven."),
    Outcome.PARTIAL: _("Verified. Messages did not all fit; the newest were saved first."),
    Outcome.FULL: _("Verified. Everything that was to be saved was read back and found equal."),
}


class OutcomeRow(NamedTuple):
    look: Look
    said: Promise
    is_verified: bool


class Right(NamedTuple):
    """deed: "acts", "reads" or nothing."""

    role: Role
    deed: str


class RoleRow(NamedTuple):
    """A page, and what each role may do there."""

    title: str
    rights: tuple[Right, ...]


def facts() -> dict[str, Any]:
    return {
        "outcomes": [OutcomeRow(look_of_outcome(one), SAID_OF[one], one.is_verified) for one in Outcome],
        "roles": list(Role),
        "role_rows": list(_role_rows(MAIN, "")),
        "data_types": [(data_type, _items(data_type)) for data_type in DataType],
    }


def _items(data_type: DataType) -> list[DataItem]:
    return [item for item in DATA_ITEMS if item.data_type is data_type]


def _role_rows(folder: Entry, way: str) -> Iterator[RoleRow]:
    for entry in folder.listed_entries:
        title = f"{way}{entry.title}"
        if rule := rule_of(entry.view):
            yield RoleRow(title, tuple(Right(role, _deed(role, rule)) for role in Role))
        yield from _role_rows(entry, f"{title} > ")


def _deed(role: Role, rule: Rule) -> str:
    return "acts" if role in rule.actors else "reads" if role in rule.readers else ""
