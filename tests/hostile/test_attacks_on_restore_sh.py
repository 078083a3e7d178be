"""restore.sh on a bare machine, with a medium made by an enemy: nothing outside of the target is touched."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmbackup.engine.format import archive
from mmbackup.engine.format.archive import headers, padding, pax_blocks, pax_record, sparse_headers
from tests.engine.format.bare_machine import EVERYWHERE, PROGRAMS, BareMachine
from tests.engine.format.trees import facts
from tests.engine.media.mounts import needs_root
from tests.hostile.evil_set import NAME, PIECE, EvilSet, framed, member

pytestmark = [needs_root, pytest.mark.root]
GOOD = b"good content\n"
Attack = Callable[[EvilSet], None]
ATTACKS: list[Attack] = []


@pytest.fixture(params=["tar", pytest.param("bsdtar", marks=pytest.mark.long)])
def machine(tmp_path: Path, request: pytest.FixtureRequest) -> BareMachine:
    made = BareMachine(tmp_path / "machine", "dash", PROGRAMS + EVERYWHERE)
    if request.param == "bsdtar":
        made.install_bsdtar()
    (made.root / "outside").mkdir()
    (made.root / "outside/precious").write_text("precious")
    return made


def attack(one: Attack) -> Attack:
    ATTACKS.append(one)
    return one


def name_of(one: Callable[..., object]) -> str:
    return one.__name__


def raw(evil: EvilSet, blocks: bytes) -> None:
    evil.add_frame(framed(blocks))


def add(evil: EvilSet, name: bytes, content: bytes = b"evil", **more: Any) -> None:
    one = member(name, size=len(content), **more)
    raw(evil, headers(one) + content + bytes(padding(len(content))))


@attack
def names_out_of_the_target(evil: EvilSet) -> None:
    for name in (
        b"../outside/evil",
        b"MSS1/../../outside/evil",
        b"/outside/evil",
        b"//outside/evil",
        b"./../outside/e",
    ):
        add(evil, name)


@attack
def a_link_and_a_file_through_it(evil: EvilSet) -> None:
    for number, way in enumerate((b"/outside", b"../../outside", b"/")):
        add(evil, b"MSS1/way%d" % number, b"", kind=archive.SYMLINK, link=way)
        add(evil, b"MSS1/way%d/evil" % number)
        add(evil, b"MSS1/way%d/outside/evil" % number)
        add(evil, b"MSS1/way%d/precious" % number)


@attack
def a_link_over_a_folder(evil: EvilSet) -> None:
    add(evil, b"MSS1/folder/", b"", kind=archive.FOLDER)
    add(evil, b"MSS1/folder", b"", kind=archive.SYMLINK, link=b"/outside")
    add(evil, b"MSS1/folder/evil")
    add(evil, b"MSS1/folder/", b"", kind=archive.FOLDER, mode=0o777)


@attack
def hard_links_to_elsewhere(evil: EvilSet) -> None:
    for number, way in enumerate(
        (b"/outside/precious", b"../outside/precious", b"MSS1/../../outside/precious")
    ):
        add(evil, b"MSS1/hard%d" % number, b"", kind=archive.HARD_LINK, link=way)
        add(evil, b"MSS1/hard%d" % number)


@attack
def a_hard_link_to_a_link_out(evil: EvilSet) -> None:
    add(evil, b"MSS1/way", b"", kind=archive.SYMLINK, link=b"/outside/precious")
    add(evil, b"MSS1/hard", b"", kind=archive.HARD_LINK, link=b"MSS1/way")
    add(evil, b"MSS1/hard")
    add(evil, b"MSS1/folder", b"", kind=archive.SYMLINK, link=b"/outside")
    add(evil, b"MSS1/other", b"", kind=archive.HARD_LINK, link=b"MSS1/folder/precious")


@attack
def further_headers_that_lie(evil: EvilSet) -> None:
    for records in (
        pax_record(b"path", b"/outside/evil"),
        pax_record(b"path", b"../../outside/evil"),
        pax_record(b"GNU.sparse.name", b"/outside/evil"),
        pax_record(b"size", b"9" * 19),
        pax_record(b"comment", bytes(1 << 20)),
    ):
        raw(evil, pax_blocks(records) + headers(member(b"MSS1/x")))


@attack
def sparse_files_that_lie(evil: EvilSet) -> None:
    for layout in (b"1\n99999999999\n512\n", b"999999999\n", b"2\n512\n512\n0\n512\n", b"x\n"):
        body = layout + bytes(padding(len(layout))) + bytes(512)
        raw(evil, sparse_headers(member(b"MSS1/sparse", size=len(body)), 4096) + body)


@attack
def garbage(evil: EvilSet) -> None:
    raw(evil, b"\xff" * 5000)
    raw(evil, bytes(512))
    evil.add_frame(b"garbage that is no frame")


def around(machine: BareMachine) -> dict[str, object]:
    return {
        name: fact
        for name, fact in facts(machine.root).items()
        if name.split("/")[0] not in {"target", "tmp"}
    }


@pytest.mark.parametrize("one", ATTACKS, ids=name_of)
def test_nothing_outside_is_touched(machine: BareMachine, tmp_path: Path, one: Attack) -> None:
    """Neither at the first time nor at the second, when the enemy's links lie in the target."""
    evil = EvilSet()
    evil.add(b"MSS1/good", GOOD)
    one(evil)
    evil.write(tmp_path / "medium")
    machine.insert(tmp_path / "medium")
    before = around(machine)

    machine.restore(NAME, "/target")
    machine.restore("-f", NAME, "/target")

    assert around(machine) == before
    assert (machine.target / "MSS1/good").read_bytes() == GOOD


def _fifo(piece: Path) -> None:
    piece.unlink(missing_ok=True)
    os.mkfifo(piece)


def _socket(piece: Path) -> None:
    piece.unlink(missing_ok=True)
    folder = os.open(piece.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(f"/proc/self/fd/{folder}/{piece.name}")
    os.close(folder)


def _link(piece: Path) -> None:
    piece.unlink(missing_ok=True)
    piece.symlink_to("/outside/precious")


@pytest.mark.parametrize("name", [PIECE, "manifest.jsonl.zst", "set.json", "verified.json"])
def test_files_that_are_none_are_not_waited_for(machine: BareMachine, tmp_path: Path, name: str) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/good", GOOD)
    folder = evil.write(tmp_path / "medium")
    (folder / "verified.json").write_text("{}\n")
    machine.medium.rmdir()
    (tmp_path / "medium").rename(machine.medium)
    folder = machine.medium / NAME

    for harm in (_fifo, _socket, _link):
        harm(folder / name)
        listed, done = machine.restore("-l"), machine.restore(NAME, "/target")

        assert listed.returncode in {0, 1}
        assert (done.returncode == 0) is (name == "verified.json"), harm
        assert "precious" not in listed.stdout + done.stdout + done.stderr


ZEROS = "0" * 64
ACCOUNTS = (
    "",
    "{",
    "\0" * 5000,
    *(
        f'    {{"name": "{name}", "size": 1, "sha256": "{ZEROS}"}}\n'
        for name in ("../../outside/precious", "-rf", "$(id)", "a b", "\x1b[2J", "\u009b2J")
    ),
    '    {"name": "a", "size": 1, "sha256": "\x1b[2J"}\n',
    '  "site": "\x1b[2J",\n  "written_at": "\u009b2J",\n',
    '  "part": 1$(id),\n  "parts": 1,\n',
)


def test_accounts_that_are_none_are_refused(machine: BareMachine, tmp_path: Path) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/good", GOOD)
    evil.write(tmp_path / "medium")
    (tmp_path / "medium" / "20261122T030500Z-\x1b[2J").mkdir()
    machine.insert(tmp_path / "medium")
    before = facts(machine.root / "outside")

    for text in ACCOUNTS:
        (machine.medium / NAME / "set.json").write_text(text)
        listed, done = machine.restore("-l"), machine.restore(NAME, "/target")

        assert done.returncode == 1
        said = listed.stdout + listed.stderr + done.stdout + done.stderr
        assert not {"\x1b", "\u009b"} & set(said), text
        assert "uid=" not in said
        assert facts(machine.root / "outside") == before
        assert list(machine.target.iterdir()) == []


def test_names_never_steer_the_terminal(machine: BareMachine, tmp_path: Path) -> None:
    """Neither in what is said of the set nor in what tar says of files that it cannot make."""
    evil = EvilSet()
    evil.add(b"MSS1/good", GOOD)
    for name in (b"\x1b[2J", "\u009b2J".encode(), b"a\x07\nb", b"\x1b]0;evil\x07"):
        add(evil, b"MSS1/" + name)
        add(evil, b"../" + name)
        add(evil, b"MSS1/good/" + name)
    evil.write(tmp_path / "medium")
    machine.insert(tmp_path / "medium")

    done = machine.restore("-f", NAME, "/target")

    assert not {"\x1b", "\x07", "\u009b"} & set(done.stdout + done.stderr)


@pytest.mark.parametrize("programs", [(), ("sed",), ("sed", "setpriv")], ids=len)
def test_devices_are_not_made(tmp_path: Path, programs: tuple[str, ...]) -> None:
    """Whether they can be forbidden or must be looked for, with any tool or none."""
    machine = BareMachine(tmp_path / "machine", "dash", PROGRAMS + programs)
    evil = EvilSet()
    evil.add(b"MSS1/good", GOOD)
    for kind, name in ((b"3", b"character"), (b"4", b"block")):
        block = bytearray(headers(member(b"MSS1/" + name, kind=kind, mode=0o666, mtime_ns=0)))
        block[329:345] = b"0000001\x000000003\x00"
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\x00 " % sum(block)
        raw(evil, bytes(block))
    evil.write(tmp_path / "medium")
    machine.insert(tmp_path / "medium")

    done = machine.restore(NAME, "/target")

    assert done.returncode == 1
    assert ("mknod" if "setpriv" in programs else "holds a device") in done.stderr
    assert not any(path.is_char_device() or path.is_block_device() for path in machine.target.rglob("*"))
