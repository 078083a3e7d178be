"""Months of nights through the services: what the database remembers keeps the rotation's promises too."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import WrongMedium
from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.format.set_account import BackupSet as SetOnMedium
from mmbackup.engine.media.port import Room
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.tally import Tally
from mmbackup.models import BackupSet, Drive, Medium, Pool, Run, Site
from mmbackup.services.rotation.of_run import rotation_of
from mmbackup.services.runs.ending import Ending, by_error
from mmbackup.services.runs.record_outcome import record_outcome
from mmbackup.services.runs.run_log import write_short_log
from tests.builders import MEGABYTE, NOW, queued_night
from tests.services.sets_on_media import a_set_on_medium

CAPACITY = 100 * MEGABYTE
MONTHS = 75  # nights

pytestmark = pytest.mark.django_db


@dataclass
class Disc:
    """What really lies on a medium."""

    identity: Identity
    sets: list[SetOnMedium] = field(default_factory=list)

    @property
    def free(self) -> int:
        return CAPACITY - sum(known.size for known in self.sets)


def test_every_night_keeps_the_last_good_copy_and_the_retention(harbour: Site, site_pools: list[str]) -> None:
    chance = Random(2026)
    discs = {name: Disc(Identity(str(uuid4()), name, name.split()[0], NOW)) for name in site_pools}
    in_drive = site_pools[0]
    for number in range(MONTHS):
        now = NOW + timedelta(days=number)
        if chance.random() < 0.8:
            in_drive = chance.choice(site_pools)
        trouble(chance, now)
        before = good_copies(discs)
        disc, sets = discs[in_drive], list(discs[in_drive].sets)
        was_taken = play_night(harbour, disc, now, chance)
        check(disc, sets, before, good_copies(discs), now=now, was_taken=was_taken)
        assert remembered() == {known.name for each in discs.values() for known in each.sets}


@pytest.fixture(params=["two", "weekly"])
def site_pools(harbour: Site, request: pytest.FixtureRequest) -> list[str]:
    """Names of media, each beginning with its pool's."""
    Pool.objects.update(retention_nights=2)
    if request.param == "two":
        return ["nightly 1", "nightly 2", "nightly 3"]
    Pool.objects.create(site=harbour, name="weekly", night=6, retention_nights=6)
    Drive.objects.update(weekly_pool="weekly")
    return ["nightly 1", "nightly 2", "nightly 3", "weekly 1", "weekly 2"]


def trouble(chance: Random, now: datetime) -> None:
    """Somebody takes a medium out of use, or back; two nightly ones are always left."""
    if now < NOW + timedelta(days=5):
        return
    Medium.objects.update(status=Medium.Status.WRITABLE, place=Medium.Place.ON_SHELF)
    names = sorted(Medium.objects.values_list("name", flat=True))
    if chance.random() < 0.3 and len(names) > 2:
        word = chance.choice([{"status": "damaged"}, {"status": "retired"}, {"place": "lost"}])
        Medium.objects.filter(name=chance.choice(names)).update(**word)


def play_night(site: Site, disc: Disc, now: datetime, chance: Random) -> bool:
    """True when the medium was taken. What is done to its sets is what the engine would do."""
    run = queued_night(site, at=now)
    pools, admit = rotation_of(run=run, drive=site.drives.get(), now=now)
    if disc.identity.pool not in pools:
        return False
    try:
        kept = admit(disc.identity, tuple(disc.sets), Room(CAPACITY, disc.free, 1, 0))
    except WrongMedium as error:
        end(run, by_error(run=run, error=error, now=now))
        return False
    write(run, disc, kept, now, chance)
    return True


def write(run: Run, disc: Disc, kept: frozenset[str], now: datetime, chance: Random) -> None:
    size = chance.randint(20, 70) * MEGABYTE
    gone = []
    for known in [known for known in disc.sets if known.name not in kept]:
        if disc.free < size:
            disc.sets.remove(known)
            gone.append(known.name)
    outcome = chance.choice([Outcome.FULL] * 4 + [Outcome.FAILED, Outcome.WRITTEN_NOT_VERIFIED])
    new = a_set_on_medium(
        run_id=str(run.pk),
        started_at=now,
        size=min(size, disc.free),
        is_verified=outcome is Outcome.FULL,
    )._replace(medium_uuid=disc.identity.uuid)
    if outcome is Outcome.FULL and disc.free >= size:
        gone += [known.name for known in disc.sets]
        disc.sets = [new]
    elif outcome is not Outcome.FAILED and disc.free >= size:
        disc.sets.append(new)
    else:
        outcome, new = Outcome.FAILED, new._replace(uuid="")
    result = BackupResult(
        outcome=outcome,
        reason="",
        next_step="",
        verdict=str(outcome),
        ended_at=now,
        tallies=tuple(Tally(data_type, "MSS1", 10, 1000, 10, 1000) for data_type in DataType),
        set_uuid=new.uuid,
        set_name=new.name,
        medium_uuid=disc.identity.uuid,
        medium_name=disc.identity.name,
        size_on_medium=new.size if new.uuid else 0,
        medium_capacity=CAPACITY,
        medium_free=disc.free,
    )
    end(run, Ending(result, disc.identity.pool, tuple(gone)))


def end(run: Run, ending: Ending) -> None:
    assert record_outcome(
        run=run,
        ending=ending,
        from_state=Run.State.QUEUED,
        finish_log=write_short_log,
        now=ending.result.ended_at,
    )


def remembered() -> set[str]:
    return set(BackupSet.objects.filter(removed_at=None).values_list("name", flat=True))


def good_copies(discs: dict[str, Disc]) -> int:
    """Verified sets, each of which holds everything, on media that are to be relied on."""
    relied_on = Medium.objects.filter(status__in=["writable", "full"]).exclude(place="lost")
    uuids = {str(uuid) for uuid in relied_on.values_list("uuid", flat=True)}
    return sum(
        known.is_verified for disc in discs.values() for known in disc.sets if disc.identity.uuid in uuids
    )


def check(
    disc: Disc, sets: list[SetOnMedium], before: int, after: int, *, now: datetime, was_taken: bool
) -> None:
    if not was_taken:
        assert disc.sets == sets
        return
    retention = Pool.objects.get(name=disc.identity.pool).retention_nights
    for known in sets:
        if known.is_verified:
            assert known.started_at + timedelta(days=retention) < now
    assert after or not before
    row = Medium.objects.get(uuid=disc.identity.uuid)
    assert row.status in ("writable", "full")
