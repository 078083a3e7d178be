"""What a host compressed comes out as it was, by real tools, and a bomb takes no room."""

import os
import subprocess
import tracemalloc

import pytest

from mmbackup.engine.errors import FormatError
from mmbackup.engine.hosts.unpacking import Unpacking

CONTENT = b"/some text and " * 50_000 + os.urandom(300_000)
PACKERS = {"plain": ["cat"], "gzip": ["gzip", "-1", "-c"], "zstd": ["zstd", "-q", "-1", "-c"]}


def packed(packer: str, content: bytes) -> bytes:
    return subprocess.run(PACKERS[packer], input=content, capture_output=True, check=True).stdout


@pytest.mark.parametrize("size", [1, 997, 1 << 18])
@pytest.mark.parametrize("packer", PACKERS)
def test_it_comes_out_as_it_went_in(packer: str, size: int) -> None:
    sent, unpacking = packed(packer, CONTENT), Unpacking()

    pieces = [piece for at in range(0, len(sent), size) for piece in unpacking.feed(sent[at : at + size])]

    assert b"".join(pieces) + unpacking.end() == CONTENT


def test_what_is_too_short_to_tell_comes_at_the_end() -> None:
    unpacking = Unpacking()

    assert (list(unpacking.feed(b"/a")), unpacking.end()) == ([], b"/a")


@pytest.mark.parametrize("packer", ["gzip", "zstd"])
def test_what_is_cut_off_is_refused(packer: str) -> None:
    unpacking = Unpacking()
    list(unpacking.feed(packed(packer, CONTENT)[:-20]))

    with pytest.raises(FormatError, match="cut off"):
        unpacking.end()


@pytest.mark.parametrize("packer", ["gzip", "zstd"])
@pytest.mark.parametrize("is_longer", [True, False])
def test_what_was_spoilt_is_refused(packer: str, is_longer: bool) -> None:
    sent, unpacking = packed(packer, CONTENT), Unpacking()
    spoilt = sent + b"and more" if is_longer else sent[:9000] + bytes(500) + sent[9500:]

    with pytest.raises(FormatError):
        list(unpacking.feed(spoilt))


@pytest.mark.parametrize("packer", ["gzip", "zstd"])
def test_a_bomb_is_never_held_whole(packer: str) -> None:
    words = f"head -c 150000000 /dev/zero | {' '.join(PACKERS[packer])}"
    bomb = subprocess.run(["/bin/sh", "-c", words], capture_output=True, check=True).stdout

    tracemalloc.start()
    size = sum(len(piece) for piece in Unpacking().feed(bomb))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size == 150_000_000
    assert most < 140_000_000
