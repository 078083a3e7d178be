"""Contents that an enemy sent by mail, opened in a drill: each is answered, in little memory and time."""

import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mmbackup.engine.operations.drill.opened import Opening, open_all
from mmbackup.engine.operations.drill.to_open import ToOpen

MEGABYTE = 1 << 20
Write = Callable[[Path], object]


def opened(path: Path) -> Opening:
    """As a drill asks: the process may die of it, the drill does not."""
    (answer,) = open_all([ToOpen(bytes(path))], lambda: False)
    assert answer.problem.isprintable()
    return answer


def many_parts(path: Path) -> None:
    head = b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    path.write_bytes(head + b"--b\n\n" * (12 * MEGABYTE))


def nested_parts(path: Path) -> None:
    part = b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n'
    path.write_bytes(b"MIME-Version: 1.0\n" + b"".join(part % (number, number) for number in range(5_000)))


def nested_messages(path: Path) -> None:
    path.write_bytes(b"MIME-Version: 1.0\n" + b"Content-Type: message/rfc822\n\n" * 5_000)


def many_headers(path: Path) -> None:
    path.write_bytes(b"MIME-Version: 1.0\n" + b"A:\n" * (12 * MEGABYTE))


def odd_headers(path: Path) -> None:
    path.write_bytes(b"MIME-Version: 1.0\nContent-Type: multipart/\xff\x1b[2J; boundary*0*=x''%FF\n\n--\n")


def wide_sound(path: Path) -> None:
    form = struct.pack("<HHLLHH", 1, 65_535, 8000, 8000, 65_535, 32)
    head = b"RIFF\xff\xff\xff\xffWAVEfmt " + struct.pack("<L", len(form)) + form
    path.write_bytes(head + b"data\xff\xff\xff\xff" + bytes(1000))


def long_line(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 << 30)


def long_lines(path: Path) -> None:
    path.write_bytes(b"dn: a\n" + b"a: " + b"x" * (64 * MEGABYTE) + b"\x1b[2J\n")


def slow_checks(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE a (b TEXT CHECK (length(hex(zeroblob(400000000))) > 0))")
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.execute("INSERT INTO a VALUES ('x')")
        database.commit()


def broken_pages(path: Path) -> None:
    slow_checks(path)
    content = bytearray(path.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "write", "kind", "opens"),
    [
        ("a.eml", many_parts, "", True),
        ("a.eml", nested_parts, "", True),
        ("a.eml", nested_messages, "", True),
        ("a.eml", many_headers, "", True),
        ("a.eml", odd_headers, "MIME", False),
        ("a.wav", wide_sound, "WAV", False),
        ("a.ldif", long_line, "LDIF", False),
        ("a.ldif", long_lines, "LDIF", False),
        ("a.db", slow_checks, "SQLite", True),
        ("a.db", broken_pages, "SQLite", False),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_it_is_answered(tmp_path: Path, name: str, write: Write, kind: str, opens: bool) -> None:
    write(tmp_path / name)

    answer = opened(tmp_path / name)

    assert (answer.kind, answer.problem == "") == (kind, opens)


def test_those_after_one_that_the_process_dies_of_are_opened(tmp_path: Path) -> None:
    nested_messages(tmp_path / "bad.eml")
    (tmp_path / "good.eml").write_bytes(b"From: Ada\nMIME-Version: 1.0\n\nHello\n")

    files = [ToOpen(bytes(tmp_path / name)) for name in ("bad.eml", "good.eml")]
    answers = list(open_all(files, lambda: False))

    assert [answer.kind for answer in answers] == ["", "MIME"]
