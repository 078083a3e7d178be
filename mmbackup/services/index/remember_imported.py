"""Imported sets as rows. For callers inside a transaction of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from mmbackup.engine.operations.importing import FoundSet
from mmbackup.models import BackupSet, Medium
from mmbackup.services.index.holdings import holdings_as_columns
from mmbackup.services.runs.ending import tallies_as_rows

MOST_PARTS = 2**15 - 1  # what the columns hold; a set may claim anything
MOST_ERRORS = 2**31 - 1
MOST_AHEAD = timedelta(days=2)  # a clock may be a little wrong


@dataclass(frozen=True, slots=True)
class Imported:
    """indexed_at is None where its files' names are not known."""

    found: FoundSet
    indexed_at: datetime | None


def why_not(found: FoundSet, now: datetime) -> str:
    """A set that is known is never taken for another, whatever a medium says. Empty: it may be imported."""
    account = found.account
    if max(account.part, account.parts) > MOST_PARTS:
        return "it has more parts than any backup of ours"
    if account.started_at > now + MOST_AHEAD:  # it would be the newest for ever
        return f"it says that it was written in the future, {account.started_at:%Y-%m-%d %H:%M} UTC"
    row = (
        BackupSet.objects.filter(uuid=UUID(account.uuid), part=account.part).select_related("medium").first()
    )
    if row is None:
        return ""
    if row.medium.uuid != UUID(account.medium_uuid):
        return f"it is known to lie on the medium {row.medium.name}"
    if row.set_sha256 not in {"", found.sha256} or row.name != account.name:
        return "it is not what was written there: its set.json is another one"
    return ""


def remember_imported(*, medium: Medium, sets: Sequence[Imported]) -> None:
    for one in sets:
        _remember(medium, one)
    newest = max((one.found.account.started_at for one in sets), default=None)
    if newest is not None and (medium.last_written_at is None or medium.last_written_at < newest):
        Medium.objects.filter(pk=medium.pk).update(last_written_at=newest)


def another_site(*, medium: Medium, sets: Sequence[Imported]) -> str:
    """Its name, when the medium comes from there and is met for the first time; else empty.

    A medium that this site wrote, or that people know and brought to use, is left as it is.
    """
    if BackupSet.objects.filter(medium=medium).exists():
        return ""
    sites = (one.found.account.site for one in sets)
    return next((site for site in sites if site != medium.site.name), "")


def count_claimed(medium: Medium) -> int:
    """Sets on it that were not verified here yet."""
    there = BackupSet.objects.filter(medium=medium, removed_at=None, damage="", verified_at=None)
    return there.filter(claimed_verified_at__isnull=False).count()


def parts_that_lack(sets: Sequence[Imported]) -> list[str]:
    """Sentences: which further media an attended backup of several parts lies on."""
    return [sentence for one in sets for sentence in _lacking(one.found)]


def _lacking(found: FoundSet) -> Iterator[str]:
    account = found.account
    known = set(BackupSet.objects.filter(uuid=UUID(account.uuid)).values_list("part", flat=True))
    lacking = [f"part {part.part} ({part.medium_name})" for part in account.earlier if part.part not in known]
    if lacking:
        yield f"{account.name} goes on from other media: import {', '.join(lacking)} next."
    elif account.parts == 0 and account.part + 1 not in known:
        yield f"{account.name} may go on on another medium: import part {account.part + 1}, if there is one."


def _remember(medium: Medium, one: Imported) -> None:
    """What is remembered of it is kept where the medium does not say otherwise.

    That it was verified is its medium's own word: only this server's reading counts as verified_at.
    """
    account = one.found.account
    claimed_at = account.verification.verified_at if account.verification else None
    facts = {
        "parts": account.parts,
        "medium": medium,
        "name": account.name,
        "written_at": account.started_at,
        "size": account.size,
        "tallies": tallies_as_rows(account.tallies),
        **holdings_as_columns(tallies_as_rows(account.tallies)),
        "errors": min(account.errors, MOST_ERRORS),
        "site_name": account.site[:100],
        "set_sha256": one.found.sha256,
        "recipients": list(account.recipients),
        "removed_at": None,
        "claimed_verified_at": claimed_at,
        **({"indexed_at": one.indexed_at} if one.indexed_at else {}),
    }
    BackupSet.objects.update_or_create(uuid=UUID(account.uuid), part=account.part, defaults=facts)
    _number_parts(UUID(account.uuid))


def _number_parts(uuid: UUID) -> None:
    """Only the last part knows how many there are in all."""
    parts = BackupSet.objects.filter(uuid=uuid)
    last = parts.order_by("-parts").values_list("parts", flat=True).first()
    parts.filter(parts=0).update(parts=last or 0)
