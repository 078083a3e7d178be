"""The medium that a night wants, and the words for it."""

from datetime import timedelta

from mmbackup.engine.rotation.admission import judge
from mmbackup.engine.rotation.expectation import Expectation, expected
from mmbackup.engine.rotation.facts import KnownMedium, PoolRules, Rotation
from mmbackup.engine.rotation.nights import Night
from tests.engine.rotation.facts_for_tests import (
    BY_WEEKDAY,
    NIGHTLY,
    SUNDAY,
    WEEKLY,
    a_library,
    a_medium,
    a_set,
    the_night,
)


def wanted(*media: KnownMedium, night: Night | None = None) -> Expectation:
    night = night or the_night()
    library = a_library(*media)
    judged = [judge(medium=medium, night=night, library=library) for medium in media]
    return expected(night=night, judged=judged)


def name_of(found: Expectation) -> str:
    return found.medium.name if found.medium else ""


def test_of_media_that_alternate_the_one_written_longest_ago_is_next() -> None:
    found = wanted(a_medium("A", a_set(1)), a_medium("B", a_set(3)), a_medium("C", a_set(2)))

    assert name_of(found) == "B"
    assert found.words == "B is next in the pool nightly: it was written longest ago."


def test_one_that_was_never_written_goes_before_those() -> None:
    found = wanted(a_medium("A", a_set(1)), a_medium("C"), a_medium("B"))

    assert name_of(found) == "B"
    assert found.words == "B is next in the pool nightly: it was never written."


def test_a_medium_that_may_not_be_written_is_passed_over() -> None:
    kept = PoolRules("nightly", retention_nights=2)
    media = [a_medium("A", a_set(2)), a_medium("B", a_set(1)), a_medium("C", trouble="lost")]

    found = wanted(*media, a_medium("D", a_set(3)), night=the_night(kept))

    assert name_of(found) == "D"


def test_by_weekday_the_one_named_for_the_night_is_wanted() -> None:
    media = [a_medium(name, a_set(3)) for name in ("Saturday", "Sunday", "Monday")]

    found = wanted(*media, night=the_night(BY_WEEKDAY))

    assert name_of(found) == "Sunday"
    assert found.words == "Sunday is the medium for Sunday."


def test_by_weekday_a_missing_one_is_told_of_and_another_named() -> None:
    found = wanted(a_medium("Saturday", a_set(1)), a_medium("Monday", a_set(6)), night=the_night(BY_WEEKDAY))

    assert name_of(found) == "Monday"
    assert found.words.startswith("The pool nightly has no medium for Sunday. Monday is next")


def test_by_weekday_a_protected_one_is_told_of() -> None:
    rules = PoolRules("nightly", Rotation.BY_WEEKDAY, retention_nights=7)
    media = [a_medium("Sunday", a_set(7)), a_medium("Monday", a_set(13))]

    found = wanted(*media, night=the_night(rules))

    assert name_of(found) == "Monday"
    assert "The medium for Sunday cannot be taken: medium Sunday is protected until" in found.words


def test_of_two_for_one_day_the_one_written_longest_ago_is_wanted() -> None:
    found = wanted(
        a_medium("Sunday 1", a_set(7)), a_medium("Sunday 2", a_set(14)), night=the_night(BY_WEEKDAY)
    )

    assert name_of(found) == "Sunday 2"


def test_on_a_weekly_night_the_weekly_pool_s_is_wanted() -> None:
    media = [a_medium("A"), a_medium("W", a_set(7), pool="weekly")]

    assert name_of(wanted(*media, night=the_night(WEEKLY, NIGHTLY))) == "W"


def test_where_the_weekly_pool_has_none_a_nightly_one_is_and_that_is_said() -> None:
    found = wanted(a_medium("A"), night=the_night(WEEKLY, NIGHTLY))

    assert name_of(found) == "A"
    assert found.words.startswith("No medium of the pool weekly is known. A is next in the pool nightly")


def test_where_none_may_be_written_none_is_wanted_and_the_reason_is_told() -> None:
    found = wanted(a_medium("A", replace_by=SUNDAY - timedelta(days=1)))

    assert found.medium is None
    assert found.words == (
        "No medium of the pool nightly may be written: medium A was to be replaced by 2026-11-21."
    )
