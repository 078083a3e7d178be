"""Media made by an enemy, verified: every one ends, in little memory, with its damage told."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from mmbackup.engine.events import ignore
from mmbackup.engine.operations.checking.job import Verified, VerifyJob
from mmbackup.engine.operations.checking.verification import verify
from mmbackup.engine.outcomes import Outcome
from tests.engine.format.media_for_tests import drive_of
from tests.hostile.evil_set import PIECE, STARTED, EvilSet, member
from tests.hostile.restoring import Bay

MEGABYTE = 1 << 20
Harm = Callable[[Path], None]


def check(bay: Bay) -> Verified:
    scratch = bay.own / uuid4().hex
    scratch.mkdir()
    job = VerifyJob(
        str(uuid4()),
        "Head Office",
        "Europe/Berlin",
        STARTED,
        drive_of(bay.shelf),
        str(bay.own / "verify.log"),
        str(scratch),
    )
    return verify(job=job, clock=lambda: STARTED, listen=ignore, cancelled=lambda: False)


@pytest.fixture
def bay(tmp_path: Path) -> Bay:
    return Bay(tmp_path)


def _damaged(evil: EvilSet, bay: Bay, harm: Harm) -> Verified:
    folder = bay.insert(evil)
    harm(folder)
    done = check(bay)
    assert all(line.isprintable() for line in (bay.own / "verify.log").read_text().splitlines())
    return done


def _flip(folder: Path) -> None:
    piece = folder / PIECE
    content = bytearray(piece.read_bytes())
    content[-3] ^= 1
    piece.write_bytes(content)


def _is_told(done: Verified) -> bool:
    return done.result.outcome is not Outcome.FULL and bool(done.checks) and bool(done.checks[0].faults)


@pytest.mark.timeout(100)
@pytest.mark.parametrize("size", [1 << 40, 1 << 61])
@pytest.mark.parametrize("offset", [1 << 39, 1 << 60])
def test_a_piece_that_is_said_to_be_endless(bay: Bay, size: int, offset: int) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/a", b"abc")
    evil.add_line(member(b"MSS1/b"), b"", (PIECE, offset))
    evil.change = lambda account: next(one for one in account["files"] if one["name"] == PIECE).update(
        size=size
    )

    assert _is_told(_damaged(evil, bay, lambda _folder: None))


def test_a_damaged_piece_without_a_manifest(bay: Bay) -> None:
    def harm(folder: Path) -> None:
        _flip(folder)
        (folder / "manifest.jsonl.zst").unlink()

    evil = EvilSet()
    evil.add(b"MSS1/a", b"abc")

    assert _is_told(_damaged(evil, bay, harm))


@pytest.mark.parametrize(
    "line",
    [b"[" * 100_000, b'{"path":"../a"}', b"\xff", b'{"frame":["other.0001.tar.zst",0]}'],
    ids=range(4),
)
def test_a_damaged_piece_with_a_broken_manifest(bay: Bay, line: bytes) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/a", b"abc")
    evil.lines.append(line + b"\n")

    assert _is_told(_damaged(evil, bay, _flip))


def test_a_manifest_that_names_pieces_that_are_not_there(bay: Bay) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/a", b"abc")
    evil.add_line(member(b"MSS1/b"), b"", (PIECE + ".002", 7))
    evil.add_line(member(b"MSS1/c"), b"", ("other.0001.tar.zst", 7))

    assert _is_told(_damaged(evil, bay, _flip))


@pytest.mark.parametrize("name", ["\x1b[2J", "\u202efdp.sh", "a\nb", "x" * 200])
def test_files_that_do_not_belong_to_it_never_steer_a_terminal(bay: Bay, name: str) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/a", b"abc")

    done = _damaged(evil, bay, lambda folder: (folder / name).touch())

    assert _is_told(done)
    assert all(fault.text.isprintable() for fault in done.checks[0].faults)
