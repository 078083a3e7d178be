"""Streams of frames on a medium: cut at the limit, and rolled back as if a file had never been begun."""

import hashlib
import os
from pathlib import Path

import pytest
import zstandard

from mmbackup.engine.format.set_account import SetFile
from mmbackup.engine.operations.backup.pieces import ARCHIVE_END, Pieces, Stream
from tests.engine.operations.backup.night import Night

LIMIT = 1000


@pytest.fixture
def finished() -> list[SetFile]:
    return []


@pytest.fixture
def stream(night: Night, finished: list[SetFile]) -> Stream:
    medium = night.medium()
    medium.make_folder("set")
    return Stream(Pieces(medium, "set", "messages", LIMIT, finished))


def on_medium(night: Night) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(night.content.glob("set/*.zst*"))}


def check(night: Night, finished: list[SetFile]) -> None:
    """The account of the files is true."""
    found = {
        name: (len(content), hashlib.sha256(content).hexdigest())
        for name, content in on_medium(night).items()
    }
    assert {file.name: (file.size, file.sha256) for file in finished} == found


def test_frames_follow_each_other(night: Night, stream: Stream, finished: list[SetFile]) -> None:
    assert stream.write(b"a" * 100, at_boundary=True) == b'["messages.0001.tar.zst",0]'
    assert stream.write(b"b" * 50, at_boundary=True) == b'["messages.0001.tar.zst",100]'
    stream.close()

    assert on_medium(night) == {"messages.0001.tar.zst": b"a" * 100 + b"b" * 50 + ARCHIVE_END}
    check(night, finished)


def test_a_frame_that_does_not_fit_begins_a_piece(
    night: Night, stream: Stream, finished: list[SetFile]
) -> None:
    stream.write(b"a" * 600, at_boundary=True)
    sizes = stream.sizes_with(600, at_boundary=True)
    stream.write(b"b" * 600, at_boundary=True)
    stream.close()

    assert list(on_medium(night)) == ["messages.0001.tar.zst", "messages.0002.tar.zst"]
    assert sum(sizes) == sum(map(len, on_medium(night).values()))
    check(night, finished)


def test_a_file_that_crosses_the_limit_goes_on(night: Night, stream: Stream, finished: list[SetFile]) -> None:
    frames = [os.urandom(700) for _ in range(5)]
    for number, frame in enumerate(frames):
        stream.write(frame, at_boundary=number == 0)
    stream.close()

    found = on_medium(night)
    assert list(found) == [f"messages.0001.tar.zst{end}" for end in ("", ".002", ".003", ".004")]
    assert b"".join(found.values()) == b"".join(frames) + ARCHIVE_END
    assert max(map(len, found.values())) <= LIMIT
    check(night, finished)


def test_rolled_back_it_is_as_if_the_file_had_not_begun(
    night: Night, stream: Stream, finished: list[SetFile]
) -> None:
    stream.write(b"a" * 300, at_boundary=True)
    for number in range(5):
        stream.write(b"b" * 400, at_boundary=number == 0)

    stream.rollback()
    stream.write(b"c" * 200, at_boundary=True)
    stream.close()

    assert on_medium(night) == {"messages.0001.tar.zst": b"a" * 300 + b"c" * 200 + ARCHIVE_END}
    check(night, finished)


def test_a_second_rollback_takes_nothing_more(night: Night, stream: Stream, finished: list[SetFile]) -> None:
    stream.write(b"a" * 300, at_boundary=True)
    stream.write(b"b" * 300, at_boundary=True)

    stream.rollback()
    stream.rollback()
    stream.close()

    assert on_medium(night) == {"messages.0001.tar.zst": b"a" * 300 + ARCHIVE_END}
    check(night, finished)


def test_a_piece_that_was_never_filled_goes(night: Night, stream: Stream, finished: list[SetFile]) -> None:
    stream.write(b"a" * 300, at_boundary=True)
    stream.rollback()
    stream.close()

    assert on_medium(night) == {}
    assert finished == []


def test_the_archives_end_is_a_frame_of_zeros() -> None:
    assert zstandard.decompress(ARCHIVE_END) == bytes(1024)


def test_nothing_is_written_without_frames(stream: Stream, tmp_path: Path, finished: list[SetFile]) -> None:
    stream.close()

    assert finished == []
    assert stream.sizes == []
