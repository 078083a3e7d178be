"""Recovery points: the newest is not the best when it left something out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.rotation.recovery import (
    Cell,
    Point,
    PointMedium,
    RecoveryTable,
    chain_for,
    left_to_newer,
)

MONDAY = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)
WHAT = ((DataType.SYSTEM, "MSS1"), (DataType.MESSAGES, "MSS1"))


def point(
    day: int, *, messages: int = 20, is_verified: bool = True, trouble: str = "", of: int = 20
) -> Point:
    """day 0 is Monday; System data is always whole."""
    at = MONDAY + timedelta(days=day)
    return Point(
        set_uuid=f"set-{day}",
        name=f"{at:%a}",
        night=at.date(),
        at=at,
        media=(PointMedium(f"medium-{day}", f"DVD-{day}", 1, trouble),),
        cells=(
            Cell(DataType.SYSTEM, "MSS1", 3, 3, 6_000, is_whole=True),
            Cell(DataType.MESSAGES, "MSS1", of, messages, messages * 1_000, is_whole=messages == of),
        ),
        is_verified=is_verified,
    )


def table(*points: Point) -> RecoveryTable:
    return RecoveryTable(WHAT, tuple(sorted(points, key=lambda each: each.at, reverse=True)))


def test_the_newest_whole_one_is_enough() -> None:
    chain = chain_for(table=table(point(0), point(1), point(2)))

    assert chain.sets == ("set-2",)
    assert (chain.warnings, chain.lacking) == ((), ())


def test_a_partial_one_goes_back_to_the_newest_whole_one() -> None:
    nights = table(point(0), point(1), point(2, messages=15), point(3, messages=9))

    chain = chain_for(table=nights)

    assert chain.sets == ("set-3", "set-2", "set-1")
    assert chain.warnings == ()


def test_what_is_whole_in_the_newest_comes_from_it_alone() -> None:
    nights = table(point(0), point(1, messages=5))

    chain = chain_for(table=nights, data_types=[DataType.SYSTEM])

    assert chain.sets == ("set-1",)
    left = left_to_newer(chain_for(table=nights).points)
    assert left == {"set-1": frozenset(), "set-0": frozenset({("system-data", "MSS1")})}


def test_only_what_was_there_at_the_moment_counts() -> None:
    nights = table(point(0), point(1), point(2))

    assert chain_for(table=nights, moment=MONDAY + timedelta(days=1)).sets == ("set-1",)
    assert chain_for(table=nights, moment=MONDAY - timedelta(seconds=1)).sets == ()


def test_what_was_never_verified_is_passed_over_and_named() -> None:
    chain = chain_for(table=table(point(0), point(1, is_verified=False)))

    assert chain.sets == ("set-0",)
    assert (
        "Messages of MSS1: the newer Tue on DVD-1 is left out: it was never verified here." in chain.warnings
    )


def test_it_is_taken_when_there_is_nothing_better_and_it_is_said() -> None:
    chain = chain_for(table=table(point(1, is_verified=False)))

    assert chain.sets == ("set-1",)
    assert "System of MSS1: Tue is not sure to come back: it was never verified here." in chain.warnings


def test_a_lost_medium_is_none_to_rely_on() -> None:
    nights = table(point(0), point(1, trouble="lost"))

    chain = chain_for(table=nights)

    assert chain.sets == ("set-0",)
    assert any("DVD-1 is lost" in warning for warning in chain.warnings)
    last = nights.last_whole(DataType.MESSAGES, "MSS1")
    assert last is not None
    assert last.set_uuid == "set-0"


def test_damage_that_a_check_found_counts_as_trouble() -> None:
    damaged = replace(point(1), damage="messages.0001.tar.zst: differs")

    chain = chain_for(table=table(point(0), damaged))

    assert chain.sets == ("set-0",)


def test_what_no_backup_holds_is_lacking() -> None:
    nights = RecoveryTable((*WHAT, (DataType.SYSTEM, "MAS1")), (point(0),))

    chain = chain_for(table=nights)

    assert chain.lacking == ((DataType.SYSTEM, "MAS1"),)
    assert "System of MAS1: no backup that is known here holds it." in chain.warnings


def test_without_any_whole_one_all_partial_ones_are_taken_and_it_is_said() -> None:
    chain = chain_for(table=table(point(0, messages=3), point(1, messages=4)))

    assert chain.sets == ("set-1", "set-0")
    assert chain.warnings == (
        "Messages of MSS1: no backup holds all of it; what the partial ones hold comes back.",
    )


def test_errors_of_the_backup_are_told_of() -> None:
    chain = chain_for(table=table(replace(point(0), errors=2)))

    assert chain.warnings == ("Mon was made with 2 errors: its log tells what is missing in it.",)


nights = some.lists(
    some.builds(
        lambda day, messages, is_verified, trouble: point(
            day, messages=messages, is_verified=is_verified, trouble=trouble
        ),
        some.integers(0, 60),
        some.integers(0, 20),
        some.booleans(),
        some.sampled_from(["", "lost", "damaged", "retired"]),
    ),
    max_size=30,
    unique_by=lambda each: each.set_uuid,
)


@given(nights)
def test_a_chain_is_as_new_as_it_can_be_and_no_longer_than_it_must(points: list[Point]) -> None:
    chain = chain_for(table=table(*points), data_types=[DataType.MESSAGES])

    holding = [each for each in points if each.cells[1].saved_files]
    sure = [each for each in holding if each.is_sure]
    assert bool(chain.points) == bool(holding)
    if sure:
        assert all(each.is_sure for each in chain.points)
        assert chain.points[0].at == max(each.at for each in sure)
    assert all(not each.cells[1].is_whole for each in chain.points[:-1])
    assert list(chain.points) == sorted(chain.points, key=lambda each: each.at, reverse=True)


def claimed(one: Point) -> Point:
    """Imported: its medium alone says that it was verified."""
    return replace(one, is_verified=False, is_claimed=True)


def test_after_a_fire_what_was_imported_is_all_there_is_and_is_taken_and_told() -> None:
    chain = chain_for(table=table(claimed(point(0)), point(1, is_verified=False)))

    assert chain.sets == ("set-0",)
    assert "Messages of MSS1: Mon is not sure to come back: it was not verified here yet." in chain.warnings
    assert any("Tue on DVD-1 is left out: it was never verified here" in words for words in chain.warnings)


def test_what_was_verified_here_goes_before_it_where_that_is_whole() -> None:
    chain = chain_for(table=table(point(0), claimed(point(1))))

    assert chain.sets == ("set-0",)
    assert any("the newer Tue on DVD-1 is left out" in words for words in chain.warnings)


def test_and_is_added_to_where_it_is_not() -> None:
    nights = table(claimed(point(0)), point(1, messages=5))

    assert chain_for(table=nights).sets == ("set-1", "set-0")
