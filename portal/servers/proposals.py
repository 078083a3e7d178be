"""What was found on a host, as its page shows it: by data type and item, with what is there already."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.catalogue import DataItem, DataType
from mmbackup.engine.profiles.proposal import Unsaved
from mmbackup.engine.profiles.registry import PROFILES
from mmbackup.models import HostLook
from mmbackup.services.discover.adopt_look import key_of, seen_items
from mmbackup.services.discover.standing import Seen, SeenItem, Standing
from portal.servers.overview import as_lines
from portal.servers.source_kinds import KINDS

_STANDS = {
    Standing.THERE: _("saved already, as {}"),
    Standing.DIFFERS: _("other than the source {}, which stays as it is"),
    Standing.ELSEWHERE: _("saved already with {}, which is on the same machine"),
}
PROFILE_CHOICES = [("", _("Whatever fits best")), *((each.slug, each.title) for each in PROFILES.values())]


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """stands: how it is there already; empty for what is new."""

    key: str
    seen: Seen
    kind: str | Promise
    lines: tuple[str, ...]
    stands: str | Promise

    @property
    def is_other(self) -> bool:
        return self.seen.standing is Standing.DIFFERS


@dataclass(frozen=True, slots=True)
class ItemRow:
    item: DataItem
    rows: tuple[ProposalRow, ...]
    why_none: str


@dataclass(frozen=True, slots=True)
class LookPage:
    """new: how many can be adopted."""

    profile: str
    types: tuple[tuple[DataType, tuple[ItemRow, ...]], ...]
    unsaved: tuple[Unsaved, ...]
    new: int


def page_of(found: HostLook) -> LookPage | None:
    """None until it is done."""
    if found.state != HostLook.State.DONE:
        return None
    items = [_item(each) for each in seen_items(found=found)]
    types = tuple((kind, tuple(row for row in items if row.item.data_type is kind)) for kind in DataType)
    profile = PROFILES.get(found.facts.get("profile", ""))
    unsaved = tuple(Unsaved(**each) for each in found.plan.get("unsaved", ()))
    new = sum(not row.stands for item in items for row in item.rows)
    return LookPage(
        profile.title if profile else "", tuple((kind, rows) for kind, rows in types if rows), unsaved, new
    )


def _item(item: SeenItem) -> ItemRow:
    return ItemRow(item.plan.item, tuple(map(_row, item.seen)), item.plan.why_none)


def _row(seen: Seen) -> ProposalRow:
    proposal = seen.found.proposal
    lines = tuple(str(line) for value in proposal.settings.values() for line in as_lines(value))
    return ProposalRow(key_of(seen), seen, KINDS.get(proposal.kind, proposal.kind), lines, _stands(seen))


def _stands(seen: Seen) -> str | Promise:
    if seen.other is None:
        return ""
    is_elsewhere = seen.standing is Standing.ELSEWHERE
    name = seen.other.item.server.name if is_elsewhere else seen.other.name
    return format_lazy(_STANDS[seen.standing], name)
