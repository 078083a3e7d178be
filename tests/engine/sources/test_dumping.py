"""What programs on a host say comes within the host's limit, compressed where that pays, and whole."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.hosts import pace
from mmbackup.engine.hosts.host import Host, word
from mmbackup.engine.hosts.line import Line, Passage
from mmbackup.engine.hosts.pace import Pace
from mmbackup.engine.hosts.teller import HostTeller
from mmbackup.engine.sources.dumping import Dumper
from mmbackup.engine.sources.findings import Findings
from mmbackup.engine.sources.kinds.sqlite import Sqlite
from mmbackup.engine.sources.port import SourceSpec, Walk
from mmbackup.engine.sources.remote_files import RemoteFiles
from mmbackup.engine.sources.shared import SharedMemory
from mmbackup.engine.sources.wire import WireSource
from tests.engine.hosts.far import COLLECT, far_host
from tests.engine.operations.backup.test_slow_lines import without

PLAIN, PACKED = 30_000_000, 20_000_000  # limits: a line so slow is asked for it compressed


class Noted(Pace):
    """A pace that is kept, and what it was asked."""

    made: ClassVar[list["Noted"]] = []

    def __init__(self, limit: int, now: float) -> None:
        super().__init__(limit, now)
        self.limit, self.counts = limit, list[int]()
        self.made.append(self)

    def wait(self, count: int, now: float) -> float:
        self.counts.append(count)
        return super().wait(count, now)


class NotedLine(Line):
    passages: ClassVar[list[Passage]] = []

    def had_better_change(self, passage: Passage) -> bool:
        self.passages.append(passage)
        return super().had_better_change(passage)


@pytest.fixture
def paces(monkeypatch: pytest.MonkeyPatch) -> list[Noted]:
    monkeypatch.setattr(pace, "Pace", Noted)
    Noted.made.clear()
    NotedLine.passages.clear()
    return Noted.made


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with far_host(tmp_path / "far") as made:
        yield made


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "book.sqlite"
    with closing(sqlite3.connect(path)) as book:
        book.execute("CREATE TABLE names AS SELECT 'a name of many' AS name")
        for _ in range(15):
            book.execute("INSERT INTO names SELECT * FROM names")
        book.commit()
    return path


def content(database: Path) -> bytes:
    """Behind the header, in which each copy counts the changes anew."""
    return database.read_bytes()[100:]


def dumped(database: Path, host: Host, folder: Path) -> tuple[Path, list[str]]:
    """By the kind itself; the file and errors."""
    settings = {"databases": [str(database)]}
    spec = SourceSpec("MSS1", data_item(ServerKind.MSS, "subscribers"), "book", "sqlite", settings, host=host)
    source = WireSource(spec, 0, str(folder / "spool"))
    memory, found = SharedMemory(SharedMemory.create(1), 1), Findings(0, lambda _: None)
    dumps = Sqlite().dumps(settings, HostTeller(host, memory.set_child, memory.tick))
    Dumper(0, source, memory, found, NotedLine(host.limit)).run(dumps)
    return next(iter((folder / "spool").iterdir()), folder), found.errors


def test_a_dump_is_paced_by_the_hosts_limit(
    host: Host, database: Path, tmp_path: Path, paces: list[Noted]
) -> None:
    file, errors = dumped(database, host._replace(limit=PLAIN), tmp_path)

    assert (content(file), errors) == (content(database), [])
    assert [(each.limit, sum(each.counts)) for each in paces] == [(PLAIN, file.stat().st_size)]
    assert max(paces[0].counts) <= paces[0].piece(1 << 30)


def test_under_a_limit_it_comes_compressed_and_the_line_is_told_what_that_brought(
    host: Host, database: Path, tmp_path: Path, paces: list[Noted]
) -> None:
    file, errors = dumped(database, host._replace(limit=PACKED), tmp_path)

    assert (content(file), errors) == (content(database), [])
    wire, size = sum(paces[0].counts), file.stat().st_size
    assert wire < size / 4
    assert [(each.content, each.wire) for each in NotedLine.passages] == [(size, wire)]


@pytest.mark.parametrize("lacks", ["packed", "zstd gzip"])
def test_a_host_that_cannot_compress_sends_it_as_it_is(lacks: str, database: Path, tmp_path: Path) -> None:
    with far_host(tmp_path / "far", command=str(without(tmp_path, lacks))) as host:
        file, errors = dumped(database, host._replace(limit=PACKED), tmp_path)

    assert (content(file), errors) == (content(database), [])


def test_what_failed_there_is_told_though_it_was_to_come_compressed(host: Host, tmp_path: Path) -> None:
    _, (error,) = dumped(tmp_path / "none.sqlite", host._replace(limit=PACKED), tmp_path)

    assert "none.sqlite: no such file" in error
    assert not list((tmp_path / "spool").iterdir())


def test_a_compressed_dump_that_is_cut_off_is_none(database: Path, tmp_path: Path) -> None:
    script = tmp_path / "cut"
    script.write_text(f"#!/bin/sh\n{COLLECT} | head -c 500\nexit 0\n")
    script.chmod(0o755)
    with far_host(tmp_path / "far", command=str(script)) as host:
        _, (error,) = dumped(database, host._replace(limit=PACKED), tmp_path)

    assert "cut off" in error
    assert not list((tmp_path / "spool").iterdir())


def test_a_list_is_paced_too(host: Host, tmp_path: Path, paces: list[Noted]) -> None:
    root = os.fsencode(tmp_path)
    said = subprocess.run([COLLECT, "list", word(root)], capture_output=True, check=True).stdout

    there = RemoteFiles(host._replace(limit=PLAIN), 0, 0, Walk((str(tmp_path),)))
    there.list_all(Findings(0, lambda _: None), lambda _: None, lambda: None)

    assert [(each.limit, sum(each.counts)) for each in paces] == [(PLAIN, len(said))]
