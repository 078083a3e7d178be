"""A limit of bytes a second holds, whatever came before."""

import time

from mmbackup.engine.hosts.pace import Pace
from mmbackup.engine.hosts.program import running, said


def taken_in(pace: Pace, seconds: float, now: float, piece: int) -> int:
    """By one who takes whatever is there and waits as told."""
    until, count = now + seconds, 0
    while now < until:
        count += piece
        now += pace.wait(piece, now)
    return count


def test_no_more_comes_than_the_limit_allows() -> None:
    assert taken_in(Pace(1_000_000, 5.0), 60, 5.0, 64_000) <= 61_000_000


def test_all_that_the_limit_allows_comes() -> None:
    assert taken_in(Pace(1_000_000, 5.0), 60, 5.0, 64_000) >= 60_000_000


def test_an_hour_in_which_little_came_is_not_made_up_for() -> None:
    pace = Pace(1_000_000, 0.0)

    assert pace.wait(1000, 3600.0) == 0
    assert taken_in(pace, 10, 3600.0, 64_000) <= 11_100_000


def test_no_single_wait_is_long() -> None:
    pace = Pace(10_000, 0.0)
    taken_in(pace, 5, 0.0, 1000)

    assert pace.wait(pace.piece(1 << 18), 6.0) <= 1.0


def test_without_a_limit_nothing_waits() -> None:
    pace = Pace(0, 0.0)

    assert (pace.piece(1 << 18), pace.wait(1 << 30, 0.0)) == (1 << 18, 0.0)


def test_what_a_program_said_already_is_taken_in_by_pieces_all_the_same() -> None:
    with running(["head", "-c", "60000", "/dev/zero"], lambda _: None) as process:
        process.wait()
        taken = [len(chunk) for _, chunk in said(process, Pace(120_000, time.monotonic())) if chunk]

    assert taken == [30_000, 30_000]
