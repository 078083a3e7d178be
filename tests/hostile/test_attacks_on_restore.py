"""Media made by an enemy, restored: the wrong is told, the good comes back, nothing else is touched."""

import os
import socket
import stat
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format import archive
from mmbackup.engine.format.archive import (
    headers,
    padding,
    pax_blocks,
    pax_record,
    sparse_headers,
)
from mmbackup.engine.operations.restore.job import Existing
from mmbackup.engine.outcomes import Outcome
from tests.engine.format.trees import facts
from tests.hostile.evil_set import PIECE, EvilSet, framed, member
from tests.hostile.restoring import Bay, Came

GOOD = b"good content\n"
MEGABYTE = 1 << 20
Attack = Callable[[EvilSet], None]
SEEN_THROUGH: list[Attack] = []  # by the import: nothing of the set is restored
SAFE: list[Attack] = []  # nothing is wrong in the end
ANSWERED: list[Attack] = []  # by an error of that file alone


@pytest.fixture
def bay(tmp_path: Path) -> Bay:
    return Bay(tmp_path)


def seen_through(attack: Attack) -> Attack:
    SEEN_THROUGH.append(attack)
    return attack


def answered(attack: Attack) -> Attack:
    ANSWERED.append(attack)
    return attack


def safe(attack: Attack) -> Attack:
    """All may come back, where it belongs."""
    SAFE.append(attack)
    return attack


def name_of(attack: Attack) -> str:
    return attack.__name__


def _with_path(path: str | bytes) -> Attack:
    def attack(evil: EvilSet) -> None:
        address = evil.add_frame(framed(headers(member(b"MSS1/x"))))
        text, raw = (path, None) if isinstance(path, str) else ("x", path.hex())
        evil.add_line(member(b"MSS1/x"), b"", address, path=text, raw=raw)

    attack.__name__ = f"path_{path!r}"[:60]
    return attack


PATHS = (
    *("../evil", "/evil", "MSS1/../../outside/evil", "MSS1/..", "..", ".", "", "MSS1//evil", "MSS1/./evil"),
    *("MSS1/a\0b", b"MSS1/\0", b"../evil", b"/evil", "MSS2/evil", "MSS1/", "MSS1/" + "a" * 9000),
)
for one_path in PATHS:
    seen_through(_with_path(one_path))


@seen_through
def a_hard_link_out_of_the_target(evil: EvilSet) -> None:
    evil.add(b"MSS1/x", kind=archive.HARD_LINK, link=b"../outside/precious")


@seen_through
def a_piece_that_the_set_does_not_have(evil: EvilSet) -> None:
    evil.add_line(member(b"MSS1/x"), b"", ("other.0001.tar.zst", 0))


@seen_through
def a_piece_of_another_set(evil: EvilSet) -> None:
    evil.add_line(member(b"MSS1/x"), b"", ("../20261121T030500Z-full-auto/messages.0001.tar.zst", 0))


@seen_through
def a_size_below_nothing(evil: EvilSet) -> None:
    evil.add_raw(member(b"MSS1/x"), headers(member(b"MSS1/x")), size=-1)


@seen_through
def a_set_that_names_files_of_another_one(evil: EvilSet) -> None:
    evil.change = lambda account: account["files"].append({"name": "../x", "size": 1, "sha256": "ab" * 32})


@seen_through
def a_set_that_is_named_as_another_one(evil: EvilSet) -> None:
    evil.change = lambda account: account.update(name="20261121T030500Z-full-auto")


@answered
def a_header_with_another_name(evil: EvilSet) -> None:
    evil.add_raw(
        member(b"MSS1/x"), headers(member(b"../../outside/evil", size=3)) + b"abc" + bytes(509), b"abc"
    )


@answered
def a_header_of_another_kind(evil: EvilSet) -> None:
    evil.add_raw(member(b"MSS1/x"), headers(member(b"MSS1/x", kind=archive.SYMLINK, link=b"/etc")))


@answered
def a_link_that_leads_elsewhere_than_it_says(evil: EvilSet) -> None:
    one = member(b"MSS1/x", kind=archive.SYMLINK, link=b"a")
    evil.add_raw(one, headers(member(b"MSS1/x", kind=archive.SYMLINK, link=b"/etc")))


@answered
def a_header_of_another_size(evil: EvilSet) -> None:
    evil.add_raw(member(b"MSS1/x"), headers(member(b"MSS1/x", size=4)) + b"abcd" + bytes(508), b"abc")


@answered
def a_header_of_another_mode(evil: EvilSet) -> None:
    evil.add_raw(member(b"MSS1/x"), headers(member(b"MSS1/x", mode=0o6777)))


@answered
def a_wrong_checksum(evil: EvilSet) -> None:
    evil.add_raw(member(b"MSS1/x"), headers(member(b"MSS1/x", size=3)) + b"evi" + bytes(509), b"abc")


@answered
def a_header_with_a_wrong_sum(evil: EvilSet) -> None:
    raw = bytearray(headers(member(b"MSS1/x")))
    raw[100] ^= 1
    evil.add_raw(member(b"MSS1/x"), bytes(raw))


def _at(at: int) -> Attack:
    def attack(evil: EvilSet) -> None:
        evil.add_raw(member(b"MSS1/x"), headers(member(b"MSS1/x")), at=at)

    attack.__name__ = f"at_{at}"
    return attack


def _frame_at(offset: int) -> Attack:
    def attack(evil: EvilSet) -> None:
        evil.add_line(member(b"MSS1/x"), b"", (PIECE, offset))

    attack.__name__ = f"frame_at_{offset}"
    return attack


for number in (1, 512, 5 << 20, 1 << 40, 1 << 62):
    answered(_at(number))
for number in (5 << 20, 1 << 40, 1 << 62):
    answered(_frame_at(number))


def _kind(code: bytes) -> Attack:
    def attack(evil: EvilSet) -> None:
        evil.add_raw(member(b"MSS1/x"), headers(member(b"MSS1/x", kind=code)))

    attack.__name__ = f"a_member_of_kind_{code!r}"
    return attack


for code in (b"3", b"4", b"6", b"7", b"g", b"L", b"S", b"\0", b"V"):
    answered(_kind(code))


def _pax(records: bytes, size: int | None = None) -> bytes:
    blocks = pax_blocks(records)
    if size is not None:
        blocks = headers(member(b"././@PaxHeader", kind=b"x", size=size, mtime_ns=0)) + blocks[512:]
    return blocks


def _with_pax(title: str, blocks: bytes) -> None:
    def attack(evil: EvilSet) -> None:
        evil.add_raw(member(b"MSS1/x"), blocks + headers(member(b"MSS1/x")))

    attack.__name__ = f"pax_{title}"
    answered(attack)


_with_pax("path out of the target", _pax(pax_record(b"path", b"../../outside/evil")))
_with_pax("path is absolute", _pax(pax_record(b"path", b"/evil")))
_with_pax("path twice", _pax(pax_record(b"path", b"MSS1/x") + pax_record(b"path", b"../x")))
_with_pax("size without end", _pax(pax_record(b"size", b"9" * 19)))
_with_pax("size of many digits", _pax(pax_record(b"size", b"9" * 100_000)))
_with_pax("negative size", _pax(pax_record(b"size", b"-1")))
_with_pax("uid without end", _pax(pax_record(b"uid", b"9" * 19)))
_with_pax("time without end", _pax(pax_record(b"mtime", b"9" * 20)))
_with_pax("time before all", _pax(pax_record(b"mtime", b"-" + b"9" * 20)))
_with_pax("time is none", _pax(pax_record(b"mtime", b"nan")))
_with_pax("length lies", _pax(b"99 path=a\n"))
_with_pax("length is nothing", _pax(b"0 path=a\n"))
_with_pax("length of many digits", _pax(b"9" * 5000 + b" path=a\n"))
_with_pax("no equals sign", _pax(b"9 patha\n\n"))
_with_pax("bomb", _pax(pax_record(b"comment", bytes(4 * MEGABYTE))))
_with_pax("goes on behind its frame", _pax(pax_record(b"path", b"MSS1/x"), 1 << 30))
_with_pax("goes on behind everything", _pax(pax_record(b"path", b"MSS1/x"), 0o77777777777))
_with_pax("after pax", _pax(pax_record(b"path", b"MSS1/x")) * 3)
_with_pax("old sparse", _pax(pax_record(b"GNU.sparse.map", b"0,1,2,3")))
_with_pax(
    "sparse without size", _pax(pax_record(b"GNU.sparse.major", b"1") + pax_record(b"GNU.sparse.minor", b"0"))
)
_with_pax("unknown", _pax(pax_record(b"exec", b"/bin/sh")))


def _sparse(title: str, layout: bytes, content: bytes, real_size: int = 8192) -> None:
    def attack(evil: EvilSet) -> None:
        body = layout + content
        one = member(b"MSS1/x", size=len(body))
        raw = sparse_headers(one, real_size) + body + bytes(padding(len(body)))
        evil.add_raw(one, raw, bytes(real_size) if real_size < MEGABYTE else b"", size=real_size)

    attack.__name__ = f"sparse_{title}"
    answered(attack)


def _map(*numbers: int) -> bytes:
    text = b"".join(b"%d\n" % one for one in numbers)
    return text + bytes(padding(len(text)))


_sparse("overlap", _map(2, 0, 512, 256, 512), bytes(1024))
_sparse("backwards", _map(2, 4096, 512, 0, 512), bytes(1024))
_sparse("beyond the end", _map(1, 8000, 512), bytes(512))
_sparse("far beyond the end", _map(1, 1 << 59, 512), bytes(512))
_sparse("less data than it says", _map(1, 0, 4096), bytes(512))
_sparse("more data than it says", _map(1, 0, 512), bytes(4096))
_sparse("more segments than there are", _map(9, 0, 512), bytes(512))
_sparse("a billion segments", b"999999999\n" + bytes(502), bytes(512))
_sparse("a count of many digits", b"9" * 600 + bytes(424), bytes(512))
_sparse("letters", b"1\na\nb\n" + bytes(506), bytes(512))
_sparse("a sign", b"1\n-1\n1\n" + bytes(505), bytes(512))
_sparse("no map", b"", b"")
_sparse("a map of zeros", bytes(512), b"")
_sparse("a lie in its size", _map(1, 0, 512), b"x" * 512)


@answered
def a_million_segments_of_nothing(evil: EvilSet) -> None:
    numbers = b"300000\n" + b"0\n0\n" * 300_000
    body = numbers + bytes(padding(len(numbers)))
    one = member(b"MSS1/x", size=len(body))
    evil.add_raw(one, sparse_headers(one, 10) + body, b"0123456789")


@answered
def a_frame_that_swells(evil: EvilSet) -> None:
    evil.add_line(member(b"MSS1/x"), b"", evil.add_frame(framed(bytes(64 * MEGABYTE))))


@answered
def a_frame_that_does_not_say_how_large_it_is(evil: EvilSet) -> None:
    compressor = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    frame = compressor.compress(headers(member(b"MSS1/x"))) + compressor.flush()
    evil.add_line(member(b"MSS1/x"), b"", evil.add_frame(frame))


@answered
def a_frame_with_a_window_of_a_gigabyte(evil: EvilSet) -> None:
    frame = bytearray(b"\x28\xb5\x2f\xfd\x84\xa0" + (600).to_bytes(4, "little"))
    evil.add_line(member(b"MSS1/x"), b"", evil.add_frame(bytes(frame) + bytes(600)))


@answered
def a_frame_that_may_be_skipped(evil: EvilSet) -> None:
    evil.add_line(member(b"MSS1/x"), b"", evil.add_frame(b"\x50\x2a\x4d\x18\xff\xff\xff\x7f" + bytes(99)))


@answered
def a_frame_with_a_dictionary(evil: EvilSet) -> None:
    words = zstandard.ZstdCompressionDict(headers(member(b"MSS1/x")) * 3)
    frame = zstandard.ZstdCompressor(dict_data=words, write_checksum=True).compress(
        headers(member(b"MSS1/x"))
    )
    evil.add_line(member(b"MSS1/x"), b"", evil.add_frame(frame))


@answered
def empty_frames_where_the_file_should_go_on(evil: EvilSet) -> None:
    one = member(b"MSS1/x", size=5000)
    address = evil.add_frame(framed(headers(one)))
    for _ in range(50):
        evil.add_frame(framed(b""))
    evil.add_line(one, b"a" * 5000, address)


@answered
def a_file_that_is_cut_off(evil: EvilSet) -> None:
    one = member(b"MSS1/x", size=1 << 40)
    evil.add_raw(one, headers(one) + b"a" * 512, size=1 << 40)


@safe
def a_link_and_a_file_through_it(evil: EvilSet) -> None:
    evil.add(b"MSS1/way", kind=archive.SYMLINK, link=b"../../outside")
    evil.add(b"MSS1/way/evil", b"evil")


@safe
def a_link_and_a_folder_through_it(evil: EvilSet) -> None:
    evil.add(b"MSS1/way", kind=archive.SYMLINK, link=b"../../outside")
    evil.add(b"MSS1/way/below/evil", b"evil")
    evil.add(b"MSS1/way/below/", kind=archive.FOLDER, mode=0o777)


@safe
def a_file_that_is_a_folder(evil: EvilSet) -> None:
    evil.add(b"MSS1/a", b"abc")
    evil.add(b"MSS1/a/b", b"abc")


@answered
def a_hard_link_to_what_is_not_there(evil: EvilSet) -> None:
    evil.add(b"MSS1/x", kind=archive.HARD_LINK, link=b"MSS1/nothing")


@answered
def a_hard_link_to_itself(evil: EvilSet) -> None:
    evil.add(b"MSS1/x", kind=archive.HARD_LINK, link=b"MSS1/x")


@answered
def a_hard_link_to_a_folder(evil: EvilSet) -> None:
    evil.add(b"MSS1/f/", kind=archive.FOLDER)
    evil.add(b"MSS1/x", kind=archive.HARD_LINK, link=b"MSS1/f")


@answered
def a_hard_link_through_a_link(evil: EvilSet) -> None:
    evil.add(b"MSS1/way", kind=archive.SYMLINK, link=b"../../outside")
    evil.add(b"MSS1/x", kind=archive.HARD_LINK, link=b"MSS1/way/precious")


@answered
def a_name_that_is_too_long_for_any_folder(evil: EvilSet) -> None:
    evil.add(b"MSS1/" + b"a" * 256, b"abc")


@answered
def a_link_that_is_too_long(evil: EvilSet) -> None:
    evil.add(b"MSS1/x", kind=archive.SYMLINK, link=b"a/" * 4000)


def _goes_well(bay: Bay, came: Came) -> None:
    """As far as it can go: the rest is restored, the outcome is honest, the log is clean."""
    result = came.step.result
    assert result is not None, came.step
    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS, came.log
    assert came.errors >= 1
    assert (bay.target / "MSS1/good").read_bytes() == GOOD
    assert all(line.isprintable() for line in came.log.splitlines())
    leftovers = [path for path in bay.target.rglob("*") if path.name.startswith(".mmbackup")]
    assert leftovers == []


@pytest.mark.parametrize("attack", ANSWERED, ids=name_of)
def test_it_costs_its_file_and_nothing_else(bay: Bay, attack: Attack) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/good", GOOD)
    attack(evil)
    around = facts(bay.outside)

    came = bay.attack(evil)

    if isinstance(came, FormatError):
        assert str(came).isprintable()
    else:
        _goes_well(bay, came)
    assert facts(bay.outside) == around
    assert sorted(path.name for path in bay.around.iterdir()) == ["outside", "target"]
    assert not (bay.target / "MSS1/x").exists()


@pytest.mark.parametrize("attack", SAFE, ids=name_of)
@pytest.mark.parametrize("existing", Existing)
def test_it_leads_nowhere(bay: Bay, attack: Attack, existing: Existing) -> None:
    """Neither in an empty target nor in one in which links of the enemy's lie already."""
    evil = EvilSet()
    evil.add(b"MSS1/good", GOOD)
    attack(evil)
    (bay.target / "MSS1").mkdir()
    (bay.target / "MSS1/way").symlink_to("../../outside")
    around = facts(bay.outside)

    came = bay.attack(evil, existing=existing)

    assert isinstance(came, Came)
    assert (bay.target / "MSS1/good").read_bytes() == GOOD
    assert facts(bay.outside) == around


@pytest.mark.parametrize("attack", SEEN_THROUGH, ids=name_of)
def test_it_is_seen_through_before_anything_is_written(bay: Bay, attack: Attack) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/good", GOOD)
    attack(evil)

    refused = bay.attack(evil)

    assert isinstance(refused, FormatError), refused
    assert str(refused).isprintable()
    assert list(bay.target.iterdir()) == []


@pytest.mark.parametrize("existing", Existing)
def test_a_target_that_is_full_of_links_leads_nowhere(bay: Bay, existing: Existing) -> None:
    """Of files, folders and hard links; each stands where a link out of the target stood before."""
    evil = EvilSet()
    evil.add(b"MSS1/good", GOOD)
    evil.add(b"MSS1/a/b/c", GOOD)
    evil.add(b"MSS1/further", kind=archive.HARD_LINK, link=b"MSS1/good")
    evil.add(b"MSS1/link", kind=archive.SYMLINK, link=b"good")
    evil.add(b"MSS1/a/", kind=archive.FOLDER, mode=0o777)
    (bay.target / "MSS1").mkdir()
    for name, way in (
        ("good", "precious"),
        ("further", "precious"),
        ("a", ""),
        ("link", "new"),
        ("new", "new"),
    ):
        (bay.target / "MSS1" / name).symlink_to(bay.outside / way)
    around = facts(bay.outside)

    came = bay.attack(evil, existing=existing)

    assert isinstance(came, Came)
    assert facts(bay.outside) == around
    if existing is Existing.SET_ASIDE:
        assert (bay.target / "MSS1/a/b/c").read_bytes() == GOOD
        assert stat.S_ISREG((bay.target / "MSS1/good").lstat().st_mode)


@pytest.mark.parametrize("link", ["outside", "../around/outside", "."])
def test_a_server_that_is_a_link_leads_nowhere(bay: Bay, link: str) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/evil", b"evil")
    (bay.target / "MSS1").symlink_to(bay.around / link)
    around = facts(bay.around)

    came = bay.attack(evil, existing=Existing.REPLACE)

    assert isinstance(came, Came)
    assert came.errors == 1
    assert facts(bay.around) == around


def _replace_by_fifo(piece: Path) -> None:
    piece.unlink()
    os.mkfifo(piece)


def _replace_by_socket(piece: Path) -> None:
    piece.unlink()
    folder = os.open(piece.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as one:  # the whole path would be too long for it
        one.bind(f"/proc/self/fd/{folder}/{piece.name}")
    os.close(folder)


def _replace_by_link(piece: Path) -> None:
    piece.rename(piece.with_name("elsewhere"))
    piece.symlink_to("elsewhere")


def _replace_by_folder(piece: Path) -> None:
    piece.unlink()
    piece.mkdir()


def _empty(piece: Path) -> None:
    piece.write_bytes(b"")


def _cut(piece: Path) -> None:
    os.truncate(piece, 20)


def _blow_up(piece: Path) -> None:
    os.truncate(piece, 0)
    os.truncate(piece, 1 << 40)


ODD_PIECES = (
    *(_replace_by_fifo, _replace_by_socket, _replace_by_link, _replace_by_folder, Path.unlink),
    *(_empty, _cut, _blow_up),
)


@pytest.mark.parametrize("replace", ODD_PIECES, ids=lambda one: one.__name__)
def test_a_piece_that_is_none_costs_its_files(bay: Bay, replace: Callable[[Path], None]) -> None:
    """It is opened only if it is a file, and nobody waits for anything."""
    evil = EvilSet()
    evil.add(b"MSS1/x", b"abc")
    evil.add_line(
        member(b"MSS1/good"), GOOD, evil.add_frame(_whole(b"MSS1/good", GOOD), "messages.0002.tar.zst")
    )
    bay.insert(evil)
    bay.plan(evil)
    replace(bay.content / evil.name / PIECE)

    _goes_well(bay, bay.restore())


def _whole(name: bytes, content: bytes) -> bytes:
    return framed(headers(member(name, size=len(content))) + content + bytes(padding(len(content))))


def test_bits_that_make_a_program_somebody_else_never_come_from_a_medium(bay: Bay) -> None:
    evil = EvilSet()
    capability = b"\1\0\0\2\xff\xff\xff\xff" + bytes(12)
    evil.add(b"MSS1/x", b"#!/bin/sh\n", mode=0o6755, xattrs=((b"security.capability", capability),))
    evil.add(b"MSS1/f/", kind=archive.FOLDER, mode=0o6777)

    came = bay.attack(evil)

    assert isinstance(came, Came)
    assert (bay.target / "MSS1/x").stat().st_mode & 0o7777 == 0o755
    assert (bay.target / "MSS1/f").stat().st_mode & 0o7777 == 0o777
    assert "security.capability" not in os.listxattr(bay.target / "MSS1/x")


NAMES = (
    b"a\nb",
    b"\x1b[2J\x07",
    "\u202eexe.wav".encode(),
    b"\xc2\x9b2J",
    b"\xff\xfe",
    b" ",
    b"-rf",
    b"\\x0a",
    b"a\rb",
)


def test_names_of_any_bytes_come_back_and_never_steer_a_terminal(bay: Bay) -> None:
    evil = EvilSet()
    for name in NAMES:
        evil.add(b"MSS1/" + name, name)
        evil.add(b"MSS1/link to " + name, kind=archive.SYMLINK, link=name)
        evil.add(b"MSS1/broken " + name, name)
    for address in range(2, len(evil.lines), 3):
        evil.lines[address] = evil.lines[address].replace(b'"size": ', b'"size": 9')

    came = bay.attack(evil)

    assert isinstance(came, Came)
    assert came.errors == len(NAMES)
    assert {os.fsencode(path.name) for path in (bay.target / "MSS1").iterdir() if path.is_file()} >= set(
        NAMES
    )
    assert all(line.isprintable() for line in came.log.splitlines())
    assert (
        len([line for line in came.log.splitlines() if line.startswith("  restored  ")]) == 2 * len(NAMES) + 1
    )


def test_what_swells_is_restored_in_little_memory(bay: Bay) -> None:
    """A file of 64 MB that takes some KB on the medium, and frames that would swell further."""
    evil = EvilSet()
    one = member(b"MSS1/large", size=64 * MEGABYTE)
    address = evil.add_frame(framed(headers(one) + bytes(4 * MEGABYTE - 512)))
    for _ in range(16):
        evil.add_frame(framed(bytes(4 * MEGABYTE)))
    evil.add_line(one, bytes(64 * MEGABYTE), address)
    for attack in (a_frame_that_swells, a_frame_with_a_window_of_a_gigabyte, a_million_segments_of_nothing):
        attack(evil)
    bay.insert(evil)
    bay.plan(evil)

    tracemalloc.start()
    came = bay.restore()
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (bay.target / "MSS1/large").stat().st_size == 64 * MEGABYTE
    assert came.errors >= 1
    assert used < 48 * MEGABYTE


def test_a_time_beyond_what_can_be_restored_costs_no_file(bay: Bay) -> None:
    """ext4 keeps times up to 2446; 2262 is the last year that comes back."""
    evil = EvilSet()
    evil.add(b"MSS1/good", GOOD, mtime_ns=15_032_385_535_000_000_000)

    came = bay.attack(evil)

    assert isinstance(came, Came)
    assert (bay.target / "MSS1/good").read_bytes() == GOOD
