"""May a medium be written tonight? Its pool, its state, its retention and the last good copy answer."""

from datetime import timedelta

import pytest

from mmbackup.engine.errors import (
    LastGoodCopy,
    NoUsableKey,
    OtherPool,
    ProtectedMedium,
    UnusableMedium,
    WrongMedium,
)
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.rotation.admission import admit, judge
from mmbackup.engine.rotation.facts import KnownMedium, KnownSet, PoolRules
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.rotation.nights import Night
from tests.engine.rotation.facts_for_tests import (
    ALL,
    LOCKED,
    MESSAGES,
    NIGHTLY,
    SUNDAY,
    SYSTEM,
    WEEKLY,
    a_library,
    a_medium,
    a_set,
    the_night,
)

KEPT_THREE = PoolRules("nightly", retention_nights=3)


def admitted(medium: KnownMedium, *others: KnownMedium, night: Night | None = None) -> frozenset[str]:
    library = a_library(medium, *others)
    return admit(medium=medium, night=night or the_night(), library=library)


def test_a_new_medium_is_taken() -> None:
    assert admitted(a_medium("A")) == frozenset()


def test_one_that_was_never_met_is_taken_too() -> None:
    assert admit(medium=a_medium("A"), night=the_night(), library=a_library()) == frozenset()


def test_another_pool_s_medium_is_not() -> None:
    with pytest.raises(OtherPool, match="W belongs to the pool weekly, and the night takes nightly"):
        admitted(a_medium("W", pool="weekly"))


def test_on_a_weekly_night_both_pools_are_taken() -> None:
    night = the_night(WEEKLY, NIGHTLY)

    assert admitted(a_medium("W", pool="weekly"), night=night) == frozenset()
    assert admitted(a_medium("A"), night=night) == frozenset()


def test_a_pool_that_lacks_its_key_has_its_media_refused_and_no_other_s() -> None:
    with pytest.raises(
        NoUsableKey, match="pool nightly are to be encrypted, and none of its keys may be used"
    ):
        admitted(a_medium("A"), night=the_night(LOCKED))

    assert admitted(a_medium("W", pool="weekly"), night=the_night(WEEKLY, LOCKED)) == frozenset()


@pytest.mark.parametrize("trouble", ["retired", "damaged", "lost"])
def test_a_medium_out_of_use_is_not_taken(trouble: str) -> None:
    with pytest.raises(UnusableMedium, match=f"A is {trouble}"):
        admitted(a_medium("A", trouble=trouble))


def test_a_medium_is_taken_on_its_last_day_and_not_after_it() -> None:
    admitted(a_medium("A", replace_by=SUNDAY))

    with pytest.raises(WrongMedium, match="was to be replaced by 2026-11-21") as caught:
        admitted(a_medium("A", replace_by=SUNDAY - timedelta(days=1)))
    assert caught.value.outcome is Outcome.WRONG_MEDIUM


@pytest.mark.parametrize("nights_ago", [0, 1, 3])
def test_within_its_retention_a_medium_is_protected(nights_ago: int) -> None:
    medium, other = a_medium("A", a_set(nights_ago)), a_medium("B", a_set(1))

    with pytest.raises(ProtectedMedium, match=r"A is protected until \w+day 2026-11-2"):
        admitted(medium, other, night=the_night(KEPT_THREE))


def test_the_date_is_said() -> None:
    with pytest.raises(ProtectedMedium, match="A is protected until Tuesday 2026-11-24"):
        admitted(a_medium("A", a_set(1)), night=the_night(KEPT_THREE))


def test_after_its_retention_it_is_not() -> None:
    assert (
        admitted(a_medium("A", a_set(4)), a_medium("B", a_set(1)), night=the_night(KEPT_THREE)) == frozenset()
    )


def test_a_pool_without_retention_protects_nothing() -> None:
    assert admitted(a_medium("A", a_set(0)), a_medium("B", a_set(1))) == frozenset()


def test_what_was_never_verified_protects_nothing() -> None:
    medium = a_medium("A", a_set(1, is_verified=False))

    assert admitted(medium, a_medium("B", a_set(2)), night=the_night(KEPT_THREE)) == frozenset()


def test_retention_is_that_of_the_medium_s_own_pool() -> None:
    weekly = PoolRules("weekly", retention_nights=20)
    night = the_night(weekly, NIGHTLY)

    assert admitted(a_medium("A", a_set(7)), a_medium("B", a_set(1)), night=night) == frozenset()
    with pytest.raises(ProtectedMedium):
        admitted(a_medium("W", a_set(7), pool="weekly"), a_medium("B", a_set(1)), night=night)


def test_a_part_of_an_open_attended_backup_is_protected() -> None:
    part = a_set(1, parts=0, is_open=True)

    with pytest.raises(ProtectedMedium, match="a part of an attended backup that is under way"):
        admitted(a_medium("A", part), a_medium("B", a_set(2)))


def test_the_only_verified_set_stays_where_the_new_one_fits_beside_it() -> None:
    good = a_set(1, size=400)

    assert admitted(a_medium("A", good, free=500), a_medium("B")) == {good.name}


def test_where_it_does_not_fit_beside_it_the_night_is_refused() -> None:
    medium = a_medium("A", a_set(1, size=400), free=499)

    with pytest.raises(LastGoodCopy, match="500 bytes are expected, and there is room for 499") as caught:
        admitted(medium, a_medium("B"))
    assert "System (MSS1), Messages (MSS1)" in str(caught.value)


def test_other_sets_on_it_make_room() -> None:
    good, old = a_set(1, size=400), a_set(3, size=400)

    assert admitted(a_medium("A", old, good, free=100), a_medium("B")) == {good.name}


def test_where_the_size_is_not_known_it_may_try_beside_it() -> None:
    good = a_set(1)

    assert admitted(a_medium("A", good, free=1), a_medium("B"), night=the_night(size=None)) == {good.name}


@pytest.mark.parametrize("nights_ago", [1, 5])
def test_a_copy_elsewhere_sets_it_free_older_or_newer(nights_ago: int) -> None:
    assert admitted(a_medium("A", a_set(3), free=0), a_medium("B", a_set(nights_ago))) == frozenset()


@pytest.mark.parametrize("trouble", ["retired", "damaged", "lost"])
def test_a_copy_on_a_medium_out_of_use_does_not(trouble: str) -> None:
    with pytest.raises(LastGoodCopy):
        admitted(a_medium("A", a_set(3), free=0), a_medium("B", a_set(1), trouble=trouble), a_medium("C"))


def test_a_copy_that_was_not_verified_does_not() -> None:
    with pytest.raises(LastGoodCopy):
        admitted(a_medium("A", a_set(3), free=0), a_medium("B", a_set(1, is_verified=False)))


def test_a_copy_on_a_medium_past_its_date_still_counts() -> None:
    old = a_medium("B", a_set(1), replace_by=SUNDAY - timedelta(days=9))

    assert admitted(a_medium("A", a_set(3), free=0), old, a_medium("C")) == frozenset()


def test_a_copy_of_another_data_type_does_not_count() -> None:
    with pytest.raises(LastGoodCopy, match="backup of Messages"):
        admitted(a_medium("A", a_set(3), free=0), a_medium("B", a_set(1, holds=frozenset([SYSTEM]))))


def test_a_server_that_failed_since_then_is_looked_after_by_itself() -> None:
    mas = (SYSTEM[0], "MAS1")
    medium = a_medium("A", a_set(3, holds=ALL | {mas}), free=0)
    library = Library(media=[medium, a_medium("B", a_set(1))], wanted=ALL | {mas})

    with pytest.raises(LastGoodCopy, match=r"backup of System \(MAS1\)"):
        admit(medium=medium, night=the_night(), library=library)


def test_a_server_that_is_no_longer_saved_is_not() -> None:
    medium = a_medium("A", a_set(3, holds=ALL | {(SYSTEM[0], "OLD1")}), free=0)

    assert admitted(medium, a_medium("B", a_set(1))) == frozenset()


def test_but_the_last_copy_of_a_whole_data_type_is() -> None:
    """As when all servers were given new names."""
    medium = a_medium("A", a_set(3, holds=frozenset([(SYSTEM[0], "OLD1")])), free=0)

    with pytest.raises(LastGoodCopy, match="backup of System"):
        admitted(medium, a_medium("B"))


def test_the_only_medium_of_its_pool_may_be_written_and_what_that_risks_is_known() -> None:
    medium = a_medium("A", a_set(1), free=0)

    found = judge(medium=medium, night=the_night(), library=a_library(medium))

    assert (found.refusal, found.kept, found.room) == (None, frozenset(), 100)
    assert found.overwrites == ((SYSTEM[0], ""), SYSTEM, (MESSAGES[0], ""), MESSAGES)


@pytest.mark.parametrize("trouble", ["retired", "damaged", "lost"])
def test_media_out_of_use_do_not_make_a_pool_of_two(trouble: str) -> None:
    assert admitted(a_medium("A", a_set(1), free=0), a_medium("B", trouble=trouble)) == frozenset()


def test_nor_do_those_of_another_pool() -> None:
    assert admitted(a_medium("A", a_set(1), free=0), a_medium("W", pool="weekly")) == frozenset()


def test_of_several_good_sets_on_it_the_newest_is_kept() -> None:
    older, newer = a_set(5), a_set(2)

    assert admitted(a_medium("A", older, newer), a_medium("B")) == {newer.name}


def test_each_data_type_has_its_newest_set_kept() -> None:
    both, system = a_set(5), a_set(2, holds=frozenset([SYSTEM]))

    assert admitted(a_medium("A", both, system), a_medium("B")) == {both.name, system.name}


# sets over several media


def test_a_whole_set_over_several_media_is_a_copy() -> None:
    first = a_medium("X", a_set(1, uuid="x", part=1, parts=2, holds=frozenset([SYSTEM])))
    second = a_medium("Y", a_set(1, uuid="x", part=2, parts=2, holds=frozenset([MESSAGES])))

    assert admitted(a_medium("A", a_set(3), free=0), first, second) == frozenset()


@pytest.mark.parametrize("lost", ["X", "Y"])
def test_with_a_part_lost_it_is_a_copy_only_of_what_does_not_need_it(lost: str) -> None:
    parts = {"X": (1, SYSTEM), "Y": (2, MESSAGES)}
    media = [
        a_medium(
            name,
            a_set(1, uuid="x", part=part, parts=2, holds=frozenset([what])),
            trouble="lost" if name == lost else "",
        )
        for name, (part, what) in parts.items()
    ]

    with pytest.raises(LastGoodCopy, match=f"backup of {parts[lost][1][0].title}"):
        admitted(a_medium("A", a_set(3), free=0), *media)


def test_with_a_part_nobody_knows_of_it_is_none() -> None:
    second = a_medium("Y", a_set(1, uuid="x", part=2, parts=2))

    with pytest.raises(LastGoodCopy):
        admitted(a_medium("A", a_set(3), free=0), second)


def test_a_set_that_was_never_finished_is_no_copy_elsewhere_and_yet_not_overwritten_lightly() -> None:
    unfinished = a_medium("X", a_set(1, uuid="x", parts=0), free=0)

    with pytest.raises(LastGoodCopy):
        admitted(a_medium("A", a_set(3), free=0), unfinished)
    with pytest.raises(LastGoodCopy):
        admitted(unfinished, a_medium("B"))


# attended backups


def test_an_attended_backup_writes_beside_the_last_good_copy_where_it_is_worth_it() -> None:
    good = a_set(1, size=400)
    night = the_night(is_attended=True, size=None)

    assert admitted(a_medium("A", good, free=400), a_medium("B"), night=night) == {good.name}
    with pytest.raises(LastGoodCopy):
        admitted(a_medium("A", good, free=399), a_medium("B"), night=night)


def claimed(nights_ago: int) -> KnownSet:
    """Its medium says that it was verified, and this server has not done so yet."""
    return a_set(nights_ago, is_verified=False, is_claimed=True)


def test_what_was_verified_here_is_not_given_up_for_what_only_another_medium_says() -> None:
    medium, imported = a_medium("A", a_set(5), free=400), a_medium("B", claimed(1))

    with pytest.raises(LastGoodCopy, match="A holds the only verified backup of System"):
        admitted(medium, imported)


def test_the_last_that_only_its_medium_speaks_for_is_kept_and_not_called_verified() -> None:
    kept = claimed(5)

    assert admitted(a_medium("A", kept), a_medium("B")) == {kept.name}
    with pytest.raises(LastGoodCopy, match=r"A holds the only backup of System .* \(not verified here yet\)"):
        admitted(a_medium("A", kept, free=400), a_medium("B"))


@pytest.mark.parametrize("elsewhere", [a_set(1), claimed(1)], ids=["verified", "claimed"])
def test_one_of_several_such_may_go(elsewhere: KnownSet) -> None:
    medium, other = a_medium("A", claimed(5)), a_medium("B", elsewhere)

    assert admitted(medium, other) == frozenset()


def test_within_its_retention_such_a_medium_is_protected_too() -> None:
    with pytest.raises(ProtectedMedium):
        admitted(a_medium("A", claimed(1)), a_medium("B"), night=the_night(KEPT_THREE))
