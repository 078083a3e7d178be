"""If this medium is lost: what could no longer be restored, or only from an older backup."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.times import label_date
from mmbackup.engine.rotation.copies import Copy
from mmbackup.engine.rotation.copies_as_asked import CopiesAsAsked
from mmbackup.engine.rotation.facts import KnownMedium, KnownSet, What
from mmbackup.engine.rotation.library import Library
from mmbackup.models import Medium
from mmbackup.services.rotation.known_media import known_medium, sets_by_medium, wanted_of
from mmbackup.services.rotation.sets_by_age import SetsByAgeInDatabase


@dataclass(frozen=True, slots=True)
class Loss:
    """One data type of one server. newest_elsewhere is None when it lies nowhere else."""

    data_type: DataType
    server: str
    newest_here: datetime
    newest_elsewhere: datetime | None
    elsewhere: str
    words: str


def if_lost(*, medium: Medium) -> tuple[Loss, ...]:
    """The worst first; empty when all on it lies as new, or newer, on other media."""
    site = medium.site
    known = known_medium(medium=medium, sets=sets_by_medium(site=site, media=[medium])[medium.pk])
    copies = CopiesAsAsked(SetsByAgeInDatabase(site))
    library = Library(media=[known], wanted=wanted_of(site=site), copies=copies)
    return losses(medium=known, library=library, zone=ZoneInfo(site.time_zone))


def losses(*, medium: KnownMedium, library: Library, zone: ZoneInfo) -> tuple[Loss, ...]:
    newest = _newest_here(medium)
    found = (
        _loss(what, known, library.elsewhere(what, medium.uuid, claims_do=known.is_claimed), zone)
        for what, known in newest.items()
    )
    order = list(DataType)
    real = [loss for loss in found if loss is not None]
    real.sort(key=lambda loss: (loss.newest_elsewhere is not None, order.index(loss.data_type), loss.server))
    return tuple(real)


def _newest_here(medium: KnownMedium) -> dict[What, KnownSet]:
    """What was never verified may be all there is, but nobody may count on it."""
    kept = (known for known in medium.sets if known.is_worth_keeping)
    in_time = sorted(kept, key=lambda known: known.started_at)
    return {what: known for known in in_time for what in known.holds}


def _loss(what: What, here: KnownSet, copy: Copy | None, zone: ZoneInfo) -> Loss | None:
    if copy is not None and copy.started_at >= here.started_at:
        return None
    data_type, server = what
    elsewhere, at = (copy.medium_name, copy.started_at) if copy else ("", None)
    return Loss(data_type, server, here.started_at, at, elsewhere, _words(what, here, copy, zone))


def _words(what: What, here: KnownSet, copy: Copy | None, zone: ZoneInfo) -> str:
    part = f" (part {here.part} of {here.parts or 'an unfinished set'})" if here.parts != 1 else ""
    claimed = " (not verified here yet)" if here.is_claimed else ""
    named = f"{what[0].title} of {what[1]}, {_date(here.started_at, zone)}{part}{claimed}"
    if copy is None:
        return f"{named}: lies nowhere else and could no longer be restored."
    return f"{named}: the newest elsewhere is of {_date(copy.started_at, zone)}, on {copy.medium_name}."


def _date(moment: datetime, zone: ZoneInfo) -> str:
    return label_date(moment.astimezone(zone).date())
