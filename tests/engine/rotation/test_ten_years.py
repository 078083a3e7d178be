"""Ten years of nights over each kind of pool: whatever people and luck do, the rotation's promises hold."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmbackup.engine.errors import LastGoodCopy, OtherPool, ProtectedMedium
from mmbackup.engine.rotation.facts import DrivePools, PoolRules, Rotation
from mmbackup.engine.rotation.nights import WEEKDAYS
from tests.engine.rotation.site_of_years import Luck, Site, Told, good_copies

TEN_YEARS = 3653  # nights
MOST_MEDIA = 9
TROUBLES = ("", "retired", "damaged", "lost")
MOSTLY_WELL = [Luck.FULL] * 12 + [*Luck]


def alternating(media: int, retention: int) -> Site:
    site = Site(DrivePools(PoolRules("nightly", retention_nights=retention)))
    for number in range(media):
        site.add(f"Nightly {number}", "nightly")
    return site


def by_weekday(retention: int) -> Site:
    site = Site(DrivePools(PoolRules("nightly", Rotation.BY_WEEKDAY, retention)))
    for day in WEEKDAYS:
        site.add(day, "nightly")
    return site


def three_pools(retention: int) -> Site:
    weekly, monthly = PoolRules("weekly", weekday=6, retention_nights=6), PoolRules("monthly", weekday=5)
    site = Site(DrivePools(PoolRules("nightly", retention_nights=retention), weekly, monthly))
    for name in ("Nightly 1", "Nightly 2", "Nightly 3", "Weekly 1", "Weekly 2", "Monthly 1", "Monthly 2"):
        site.add(name, name.split()[0].lower())
    return site


SITES: dict[str, Callable[[], Site]] = {
    "one medium": lambda: alternating(1, 0),
    "two that alternate": lambda: alternating(2, 0),
    "two, kept a night": lambda: alternating(2, 1),
    "five, kept three nights": lambda: alternating(5, 3),
    "seven by weekday": lambda: by_weekday(0),
    "seven by weekday, kept five nights": lambda: by_weekday(5),
    "nightly, weekly and monthly": lambda: three_pools(1),
}

RICHEST = ("seven by weekday, kept five nights", "nightly, weekly and monthly")
YEARS_OF = [pytest.param(kind, marks=[] if kind in RICHEST else pytest.mark.long) for kind in SITES]


def night_keeps_its_promises(site: Site, luck: Luck, true_size: int | None = None) -> Told:
    before, medium = good_copies(site), site.media.get(site.in_drive)
    told = site.run(luck, true_size=true_size)
    if medium is None:
        return told
    after = good_copies(site)
    if told.refusal is not None:
        assert site.media[medium.name] == medium, "a refused medium was touched"
        return told
    rules = next(rules for rules in site.night().pools if rules.name == medium.pool)  # else: not its night
    for known in medium.sets:
        is_over = known.night + timedelta(days=rules.retention_nights) < site.today
        assert not known.is_verified or not rules.retention_nights or is_over, "written within its retention"
    assert not medium.trouble
    assert not any(known.is_open for known in medium.sets)
    if not told.was_only_medium:
        for what, copies in before.items():
            assert after[what] or not copies, f"the last good copy of {what} is gone"
    return told


def people(site: Site, chance: Random) -> None:
    """What is done between two nights, most days what should be."""
    name = chance.choice(list(site.media))
    acts: list[tuple[int, Callable[[], None]]] = [
        (60, site.insert_expected),
        (15, lambda: site.insert(name)),
        (10, lambda: None),
        (5, site.take_out),
        (3, lambda: site.say(name, chance.choice(TROUBLES[1:]))),
        (4, lambda: site.say(name, "")),
        (1, lambda: buy_another(site, site.media[name].pool, chance)),
        (1, lambda: site.relabel(name)),
        (1, lambda: grow_or_shrink(site, chance)),
    ]
    weights, doers = zip(*acts, strict=True)
    chance.choices(doers, weights)[0]()


def buy_another(site: Site, pool: str, chance: Random) -> None:
    if len(site.media) < MOST_MEDIA:
        site.add(f"New {len(site.media)} {chance.choice(WEEKDAYS)}", pool)


def grow_or_shrink(site: Site, chance: Random) -> None:
    site.size = chance.randint(50, 1300)


@pytest.mark.parametrize("kind", YEARS_OF)
@settings(max_examples=1, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_ten_years_of_nights(kind: str, seed: int) -> None:
    site, chance = SITES[kind](), Random(seed)

    for _ in range(TEN_YEARS):
        people(site, chance)
        surprise = chance.randint(1, 1500) if chance.random() < 0.05 else None
        night_keeps_its_promises(site, chance.choice(MOSTLY_WELL), surprise)
        site.end_of_day()


@pytest.mark.parametrize("kind", SITES)
@settings(max_examples=25, deadline=None)
@given(chance=st.randoms(use_true_random=False), nights=st.integers(1, 60), room=st.integers(100, 900))
def test_bad_weeks(kind: str, chance: Random, nights: int, room: int) -> None:
    """Short ones in which nothing is more likely than anything else; what fails is made small."""
    site = SITES[kind]()
    site.size = room

    for _ in range(nights):
        site.insert(chance.choice(["", *site.media]))
        site.say(chance.choice(list(site.media)), chance.choice(TROUBLES))
        night_keeps_its_promises(site, chance.choice(list(Luck)), chance.choice([None, 100, 900, 1200]))
        site.end_of_day()


@pytest.mark.parametrize("kind", SITES)
def test_where_all_goes_well_each_night_is_taken_and_each_medium_has_its_turn(kind: str) -> None:
    site = SITES[kind]()
    used = []

    for _ in range(730):
        site.insert_expected()
        told = night_keeps_its_promises(site, Luck.FULL)
        assert told.refusal is None
        used.append(told.medium)
        site.end_of_day()

    times = {name: used.count(name) for name in site.media}
    assert min(times.values()) >= 10
    if kind.startswith("seven"):
        assert used == [WEEKDAYS[(6 + night) % 7] for night in range(730)]


@pytest.mark.parametrize("kind", SITES)
@settings(max_examples=12, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_what_is_expected_would_be_taken_and_if_nothing_is_nothing_would(kind: str, chance: Random) -> None:
    site = SITES[kind]()

    for _ in range(40):
        people(site, chance)
        night_keeps_its_promises(site, chance.choice(list(Luck)))
        wanted = site.expectation()
        taken = {judged.medium.name for judged in site.judged() if judged.refusal is None}
        assert wanted.name in taken if wanted else not taken
        site.end_of_day()


def test_a_swap_that_is_forgotten_costs_no_copy_and_says_why() -> None:
    """Two media, each full with one backup; nobody comes for a week."""
    site = alternating(2, 0)
    site.size = 900
    site.insert("Nightly 0")
    night_keeps_its_promises(site, Luck.FULL)

    refusals = []
    for _ in range(7):
        site.end_of_day()
        refusals.append(night_keeps_its_promises(site, Luck.FULL).refusal)

    assert all(isinstance(refusal, LastGoodCopy) for refusal in refusals)
    site.insert_expected()
    assert site.in_drive == "Nightly 1"
    assert night_keeps_its_promises(site, Luck.FULL).refusal is None


def test_a_weekly_medium_left_in_the_drive_is_refused_on_monday() -> None:
    site = three_pools(0)
    site.insert("Weekly 1")
    assert night_keeps_its_promises(site, Luck.FULL).refusal is None
    site.end_of_day()

    assert isinstance(night_keeps_its_promises(site, Luck.FULL).refusal, OtherPool)


def test_a_medium_put_back_too_early_is_refused_as_protected() -> None:
    site = by_weekday(5)
    site.insert_expected()
    night_keeps_its_promises(site, Luck.FULL)
    site.end_of_day()

    assert isinstance(night_keeps_its_promises(site, Luck.FULL).refusal, ProtectedMedium)
