"""What the database remembers of media and sets, as the rotation's facts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from mmbackup.engine.format.set_account import BackupSet as SetOnMedium
from mmbackup.engine.rotation.facts import KnownMedium, KnownSet, What
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.tally import Tally
from mmbackup.models import BackupSet, DataItem, Medium, Run, Site
from mmbackup.services.index.holdings import UNTOLD, holdings_of
from mmbackup.services.index.whose import own_sets, sets_at

SET_COLUMNS = (
    *("pk", "medium_id", "uuid", "name", "written_at", "verified_at", "size", "holds", "part", "parts"),
    "untold",
    *("claimed_verified_at", "damage"),
    *("run_id", "run__state", "run__night", "run__queued_at", "run__makes_up_for__night"),
)
NOT_TO_BE_RELIED_ON = (Medium.Status.DAMAGED, Medium.Status.RETIRED)


def library_of(*, site: Site, apart_from: Run | None = None) -> Library:
    """apart_from is an attended run whose own parts are none of an open backup to itself."""
    sets = sets_by_medium(site=site, apart_from=apart_from)
    media = [known_medium(medium=medium, sets=sets[medium.pk]) for medium in Medium.objects.filter(site=site)]
    return Library(media=media, wanted=wanted_of(site=site))


def sets_by_medium(
    *, site: Site, apart_from: Run | None = None, media: Collection[Medium] | None = None
) -> dict[int, list[KnownSet]]:
    """Those of this site that still lie on their media: on these, or on all."""
    found: dict[int, list[KnownSet]] = defaultdict(list)
    zone = ZoneInfo(site.time_zone)
    rows = told_rows(site) if media is None else told_rows(site).filter(medium__in=media)
    for row in rows.values(*SET_COLUMNS):
        found[row["medium_id"]].append(known_set(row, zone, apart_from))
    return found


def own_rows(site: Site) -> QuerySet[BackupSet]:
    return sets_at(site).filter(own_sets(site))


def told_rows(site: Site) -> QuerySet[BackupSet]:
    """With all that SET_COLUMNS names."""
    return own_rows(site).annotate(untold=UNTOLD)


def known_medium(*, medium: Medium, sets: Iterable[KnownSet]) -> KnownMedium:
    return KnownMedium(
        uuid=str(medium.uuid),
        name=medium.name,
        pool=medium.pool,
        sets=tuple(sets),
        free=medium.free,
        trouble=trouble_of(medium),
        replace_by=medium.replace_by,
        last_written_at=medium.last_written_at,
    )


def trouble_of(medium: Medium) -> str:
    """Why it is not to be relied on; empty when it is."""
    return trouble_in(medium.place, medium.status)


def trouble_in(place: str, status: str) -> str:
    if place == Medium.Place.LOST:
        return "lost"
    return status if status in NOT_TO_BE_RELIED_ON else ""


def wanted_of(*, site: Site) -> frozenset[What]:
    """What the configuration saves: data types of servers."""
    items = DataItem.objects.filter(server__site=site, sources__isnull=False).select_related("server")
    return frozenset((item.in_catalogue.data_type, item.server.name) for item in items)


def set_on_medium(
    *,
    found: SetOnMedium,
    nights: dict[UUID, date],
    open_sets: set[UUID],
    proven: Collection[tuple[str, int]],
    zone: ZoneInfo,
) -> KnownSet:
    """The medium's own account of a set; for which night it was made, only the database knows.

    proven: sets with their parts that were verified here, so that the medium's word is not all there is.
    """
    uuid = UUID(found.uuid)
    is_proven = (str(uuid), found.part) in proven
    return KnownSet(
        uuid=str(uuid),
        name=found.name,
        night=nights.get(uuid) or _day(found.started_at, zone),
        started_at=found.started_at,
        size=found.size,
        holds=held_by(found.tallies),
        is_verified=found.is_verified and is_proven,
        part=found.part,
        parts=found.parts,
        is_open=uuid in open_sets,
        is_claimed=found.is_verified and not is_proven,
    )


def held_by(tallies: Iterable[Tally]) -> frozenset[What]:
    """A part may hold a slice of one file alone: bytes, and no whole file."""
    return frozenset(
        (tally.data_type, tally.server) for tally in tallies if tally.saved_files or tally.saved_size
    )


def night_of_run(*, run: Run, zone: ZoneInfo) -> date:
    """A run by hand answers for the day it was asked for, one that makes up for a night for that night."""
    made_up = run.makes_up_for.night if run.makes_up_for else None
    return run.night or made_up or _day(run.queued_at, zone)


def known_set(row: dict[str, Any], zone: ZoneInfo, apart_from: Run | None = None) -> KnownSet:
    """Of SET_COLUMNS; the night as night_of_run tells it."""
    night = row["run__night"] or row["run__makes_up_for__night"]
    state, is_apart = row["run__state"], apart_from is not None and row["run_id"] == apart_from.pk
    return KnownSet(
        uuid=str(row["uuid"]),
        name=row["name"],
        night=night or _day(row["run__queued_at"] or row["written_at"], zone),
        started_at=row["written_at"],
        size=row["size"],
        holds=holdings_of(told=row["holds"], untold=row["untold"]),
        is_verified=row["verified_at"] is not None,
        part=row["part"],
        parts=row["parts"],
        is_open=state not in (None, Run.State.ENDED) and not is_apart,
        is_claimed=_is_claimed(row),
    )


def _is_claimed(row: dict[str, Any]) -> bool:
    """As BackupSet.is_claimed."""
    return row["verified_at"] is None and row["claimed_verified_at"] is not None and not row["damage"]


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
