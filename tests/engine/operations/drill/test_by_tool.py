"""What came back is checked by the tool that would read it: it opens whole, and neither cut nor garbage."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mmbackup.engine.operations.drill.by_tool import problem_by_tool
from mmbackup.engine.operations.drill.opened import Opening, open_all
from mmbackup.engine.operations.drill.opener import Patience, answer
from mmbackup.engine.operations.drill.to_open import ToOpen
from mmbackup.engine.sources.putting_back.programs import LocalPrograms
from tests.engine.hosts.far import COLLECT
from tests.engine.sources.databases import mariadb, redis
from tests.engine.sources.mail_queues.queues import postfix_file
from tests.postgresql import postgresql_url

KINDS = {
    "voice.dump": ("PostgreSQL", "postgresql"),
    "globals.sql": ("PostgreSQL roles", "postgresql"),
    "box.sql": ("MariaDB", "mysql"),
    "dump.rdb": ("Redis", "redis"),
    "box.db": ("SQLite", "sqlite"),
    "dc=example.ldif": ("LDIF", "ldap"),
}
VOICE = f"voice_{os.getpid()}"
ENDING = 60  # bytes; redis-cli adds 40 behind what a server has sent
LDIF = "dn: dc=example\ndc: example\nobjectClass: domain\n\ndn: cn=Ada,dc=example\ncn: Ada\n\n"
MBOX = (
    "From ada@example.org Mon Nov 23 10:00:00 2026\nSubject: one\nX-Note: a\n b\n\nHello\n\n"
    "From bob@example.org Mon Nov 23 11:00:00 2026\nSubject: two\n\nFrom here on\n"
)


def opened(*files: ToOpen) -> list[Opening]:
    return list(open_all(files, lambda: False))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By name; made by the programs themselves."""
    folder = tmp_path_factory.mktemp("whole") / "command-output"
    folder.mkdir()
    made = {name: folder / name for name in KINDS}
    with ExitStack() as servers:
        url = urlsplit(postgresql_url())
        connection = f"host={url.hostname} port={url.port} user=postgres"
        said(made["globals.sql"], "pg_dumpall", "--globals-only", f"--dbname={connection} dbname=postgres")
        servers.enter_context(voice_database(f"{connection} dbname=postgres"))
        said(made["voice.dump"], "pg_dump", "--format=custom", "-Z0", f"{connection} dbname={VOICE}")
        options = servers.enter_context(mariadb(folder.parent / "mariadb"))
        dump = ("mariadb-dump", f"--defaults-extra-file={options}", "--databases", "voice mail")
        said(made["box.sql"], *dump)
        address = servers.enter_context(redis(folder.parent / "redis"))
        words = [f"={os.fspath(path)}" for path in (address, address.parent / "password")]
        said(made["dump.rdb"], "sh", str(COLLECT), "redis-copy", *words)
    with closing(sqlite3.connect(made["box.db"])) as database:
        database.execute("CREATE TABLE box (n TEXT)")
        database.executemany("INSERT INTO box VALUES (?)", [("x" * 500,) for _ in range(500)])
        database.commit()
    made["dc=example.ldif"].write_text(LDIF)
    return made


@contextmanager
def voice_database(connection: str) -> Iterator[None]:
    """Of some rows, without which its dump is a list of contents alone."""
    ask = ["psql", "-qX", f"--dbname={connection}", "-c"]
    subprocess.run([*ask, f"CREATE DATABASE {VOICE}"], check=True)
    try:
        rows = "CREATE TABLE box AS SELECT repeat('x', 100) FROM generate_series(1, 2000)"
        subprocess.run(
            [*ask[:2], f"--dbname={connection.removesuffix('postgres')}{VOICE}", "-c", rows], check=True
        )
        yield
    finally:
        subprocess.run([*ask, f"DROP DATABASE {VOICE}"], check=True)


def said(path: Path, *argv: str) -> None:
    with path.open("wb") as file:
        subprocess.run(argv, stdout=file, check=True)


def as_output(path: Path, name: str) -> ToOpen:
    database = {"voice.dump": f"{VOICE}.dump", "box.sql": "voice mail.sql"}
    settings = {"uri": "ldap://directory.example"} if name.endswith(".ldif") else {}
    return ToOpen(bytes(path), KINDS[name][1], database.get(name, name), settings)


@pytest.mark.long
@pytest.mark.parametrize("name", KINDS)
def test_a_whole_one_opens_and_one_that_is_cut_does_not(
    whole: dict[str, Path], tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "command-output"
    folder.mkdir()
    content = whole[name].read_bytes()
    for end in (len(content) // 2, len(content) - ENDING):
        (folder / f"{end}-{name}").write_bytes(content[:end])
    files = [whole[name], *folder.iterdir()]

    by_content = opened(*(ToOpen(bytes(path)) for path in files))
    as_outputs = opened(*(as_output(path, name) for path in files))

    for answers in (by_content, as_outputs):
        assert {answer.kind for answer in answers} == {KINDS[name][0]}
        assert [bool(answer.problem) for answer in answers] == [False, True, True], answers


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(KINDS.keys() - {"box.db"}))
def test_garbage_in_place_of_an_output_does_not_open(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\0garbage\n" * 5000)

    (answer,) = opened(as_output(path, name))

    assert answer.kind == KINDS[name][0]
    assert answer.problem.isprintable()
    assert answer.problem


def queued(folder: Path, content: bytes) -> ToOpen:
    path = folder / "deferred" / "D" / "D433B21072F"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return ToOpen(bytes(path))


def test_a_message_that_waits_is_read_by_postcat(tmp_path: Path) -> None:
    needs("postcat")
    content = postfix_file("D433B21072F", "one")
    cuts = {"whole": content, "half": content[: len(content) // 2], "end": content[:-2], "none": b"garbage\n"}

    answers = opened(*(queued(tmp_path / name, text) for name, text in cuts.items()))

    assert {answer.kind for answer in answers} == {"mail queue"}
    assert [bool(answer.problem) for answer in answers] == [False, True, True, True]


def test_an_mbox_is_gone_through(tmp_path: Path) -> None:
    texts = {"whole": MBOX, "head": MBOX[:60], "binary": MBOX.replace("Subject: two", "\0\0")}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)

    answers = opened(*(ToOpen(bytes(tmp_path / name)) for name in texts))

    assert {answer.kind for answer in answers} == {"mbox"}
    assert [bool(answer.problem) for answer in answers] == [False, True, True]


@pytest.mark.parametrize("first", [b"PGDMP", b"REDIS0011", b"C\x5f   1   2   3   4"])
def test_without_its_tool_nothing_is_said_to_be_checked(
    tmp_path: Path, first: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "content").write_bytes(first)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)

    kind, problem, unchecked = answer(ToOpen(bytes(tmp_path / "content"))).split("\t")

    assert (kind, problem) == ("", "")
    assert unchecked.endswith(" is not here")


def test_a_check_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    needs("postcat")
    file = queued(tmp_path, postfix_file("D433B21072F", "one"))

    problem = problem_by_tool(file.path, "mail queue", LocalPrograms(Patience(-1).look))

    assert "took longer" in problem


def needs(tool: str) -> None:
    if shutil.which(tool, path="/usr/sbin:/usr/bin") is None:
        pytest.skip(f"needs what this machine lacks: {tool}")
