"""Content is asked for compressed where that brings more of it, and only there."""

import pytest

from mmbackup.engine.hosts.line import Line, Passage

SLOW = Passage(content=20_000_000, wire=20_000_000, seconds=10, waited=9)


def test_a_slow_line_is_asked_for_it_compressed() -> None:
    line = Line(0)

    assert line.had_better_change(SLOW)
    assert line.is_packed


@pytest.mark.parametrize(
    "passage",
    [
        pytest.param(SLOW._replace(seconds=0.2, waited=0.2), id="too early to tell"),
        pytest.param(SLOW._replace(content=100_000), id="too little to tell"),
        pytest.param(SLOW._replace(content=900_000_000), id="fast"),
        pytest.param(SLOW._replace(waited=1.0), id="it is this side that is slow"),
    ],
)
def test_another_line_goes_on_as_it_is(passage: Passage) -> None:
    line = Line(0)

    assert not line.had_better_change(passage)
    assert not line.is_packed


def test_what_brings_more_stays() -> None:
    line = Line(0)
    line.had_better_change(SLOW)

    assert not line.had_better_change(SLOW._replace(content=30_000_000))
    assert line.is_packed


@pytest.mark.parametrize("limit", [0, 1_000_000])
def test_what_brings_nothing_is_left_off_for_good(limit: int) -> None:
    line = Line(limit)
    if not limit:
        line.had_better_change(SLOW)

    assert (line.had_better_change(SLOW), line.is_packed) == (True, False)
    assert (line.had_better_change(SLOW), line.is_packed) == (False, False)


def test_a_host_that_refuses_is_not_asked_again() -> None:
    line = Line(1_000_000)

    line.refuse()

    assert not line.is_packed
    assert not line.had_better_change(SLOW)
