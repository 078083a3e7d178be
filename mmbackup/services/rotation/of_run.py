"""The rotation's word on a run: whose media it takes, and what it must leave alone."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from mmbackup.engine.format.identity import Identity
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.media.port import Room
from mmbackup.engine.operations.job import Admit
from mmbackup.engine.rotation.admission import admit
from mmbackup.engine.rotation.facts import DrivePools, KnownMedium, PoolRules, Rotation
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.rotation.nights import Night, pools_of_night
from mmbackup.models import Drive, Pool, Run
from mmbackup.services.keys.recipients import recipients_of
from mmbackup.services.rotation.forecast import forecast
from mmbackup.services.rotation.known_media import library_of, night_of_run, set_on_medium

Pools = tuple[str, ...]


def rotation_of(*, run: Run, drive: Drive, now: datetime) -> tuple[Pools, Admit]:
    """The names of the pools whose media the run takes, and what pre-flight asks about one of them."""
    night = night_for(run=run, drive=drive, now=now)
    library = library_of(site=run.site, apart_from=run if night.is_attended else None)
    return tuple(rules.name for rules in night.pools), _Admission(library, night, run.site.time_zone)


def night_for(*, run: Run, drive: Drive, now: datetime) -> Night:
    """An attended backup takes the nightly pool's media, on any day."""
    on = night_of_run(run=run, zone=ZoneInfo(run.site.time_zone))
    if run.kind == Run.Kind.ATTENDED:
        return Night(on, (pools_of(drive=drive).nightly,), is_attended=True)
    return night_on(drive=drive, on=on, now=now)


def night_on(*, drive: Drive, on: date, now: datetime) -> Night:
    size = forecast(site=drive.site, now=now).size_at(now)
    return Night(on, pools_of_night(pools_of(drive=drive), on), size)


def pools_of(*, drive: Drive) -> DrivePools:
    """A pool that is named and not described has a new pool's rules."""
    rows = {pool.name: pool for pool in Pool.objects.filter(site=drive.site_id, name__in=drive.pool_names)}
    _, without_key = recipients_of(site=drive.site, pools=drive.pool_names)
    found = {
        name: _rules(rows.get(name) or Pool(name=name), lacks_key=name in without_key)
        for name in drive.pool_names
    }
    return DrivePools(found[drive.pool], found.get(drive.weekly_pool), found.get(drive.monthly_pool))


def pool_for_blanks(*, drive: Drive, pools: Pools) -> Pool:
    """The first of the night's pools that labels blank media by itself; else the first."""
    rows = {pool.name: pool for pool in Pool.objects.filter(site=drive.site_id, name__in=pools)}
    found = [rows.get(name) or Pool(name=name) for name in pools]
    return next((pool for pool in found if pool.label_blank), found[0])


def as_on_medium(
    *, library: Library, identity: Identity, sets: tuple[BackupSet, ...], free: int, time_zone: str
) -> KnownMedium:
    """What the medium says of itself goes before what was remembered, but for its state and its date."""
    remembered = library.get(str(UUID(identity.uuid)))
    nights, open_sets = _remembered_sets(library)
    zone = ZoneInfo(time_zone)
    known = remembered.sets if remembered else ()
    proven = {(each.uuid, each.part) for each in known if each.is_verified}
    seen = tuple(
        set_on_medium(found=each, nights=nights, open_sets=open_sets, proven=proven, zone=zone)
        for each in sets
    )
    if remembered is None:
        uuid = str(UUID(identity.uuid))
        return KnownMedium(uuid, identity.name, identity.pool, seen, free, replace_by=identity.replace_by)
    return replace(remembered, name=identity.name, pool=identity.pool, sets=seen, free=free)


class _Admission:
    """Asked by pre-flight; knows what was known when the run began."""

    def __init__(self, library: Library, night: Night, time_zone: str) -> None:
        self._library = library
        self._night = night
        self._time_zone = time_zone

    def __call__(self, identity: Identity, sets: tuple[BackupSet, ...], room: Room) -> frozenset[str]:
        medium = as_on_medium(
            library=self._library,
            identity=identity,
            sets=sets,
            free=max(0, room.free - room.slack),
            time_zone=self._time_zone,
        )
        return admit(medium=medium, night=self._night, library=self._library)


def _remembered_sets(library: Library) -> tuple[dict[UUID, date], set[UUID]]:
    known = [each for medium in library.media for each in medium.sets]
    nights = {UUID(each.uuid): each.night for each in known}
    return nights, {UUID(each.uuid) for each in known if each.is_open}


def _rules(pool: Pool, *, lacks_key: bool) -> PoolRules:
    return PoolRules(
        pool.name,
        Rotation(pool.rotation),
        pool.retention_nights,
        pool.night,
        label_blank=pool.label_blank,
        lacks_key=lacks_key,
    )
