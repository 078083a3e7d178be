"""Messages arrive whole and in order, however large, and an end that cannot take them does not block ours."""

import socket
from collections.abc import Iterator

import pytest

from mmbackup.engine.sources.channel import Channel, Message

Ends = tuple[Channel, Channel]


@pytest.fixture
def ends() -> Iterator[Ends]:
    one, other = socket.socketpair()
    one.settimeout(0)
    other.settimeout(0)
    with one, other:
        yield Channel(one), Channel(other)


def test_messages_keep_their_order(ends: Ends) -> None:
    ours, theirs = ends
    messages = [("save", number, [(1, -5, b"path" * 10, 2**70)]) for number in range(50)]

    for message in messages:
        ours.send(message)

    assert theirs.receive() == messages


def test_more_than_the_other_end_takes_waits_here(ends: Ends) -> None:
    ours, theirs = ends
    large = ("large", b"x" * 3_000_000)

    ours.send(large)
    assert ours.has_unsent
    received: list[Message] = []
    while not received:
        ours.flush()
        received = theirs.receive()

    assert received == [large]
    assert not ours.has_unsent


def test_an_end_that_is_gone_shows(ends: Ends) -> None:
    ours, theirs = ends

    theirs.end.close()
    ours.send(("anything",))

    assert ours.receive() == []
    assert ours.is_closed


def test_nothing_has_arrived(ends: Ends) -> None:
    ours, theirs = ends

    assert not theirs.has_arrived()
    ours.send(("one",))
    assert theirs.has_arrived()
    assert theirs.receive() == [("one",)]
