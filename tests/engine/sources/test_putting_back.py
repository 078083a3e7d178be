"""What tools are given to put back is hostile: it reads no other file, runs no program, and is no half."""

import io
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mmbackup.engine.errors import CommandFailed, RunCancelled
from mmbackup.engine.existing import Existing
from mmbackup.engine.sources.port import Manner, Output
from mmbackup.engine.sources.putting_back.directory_diff import difference, write_changes
from mmbackup.engine.sources.putting_back.ldif import entries_of
from mmbackup.engine.sources.putting_back.mysql_accounts import fitting as fitting_accounts
from mmbackup.engine.sources.putting_back.mysql_server import MysqlServer
from mmbackup.engine.sources.putting_back.one_file import Place, put_file
from mmbackup.engine.sources.putting_back.postgresql_globals import fitting
from mmbackup.engine.sources.putting_back.programs import LocalPrograms
from mmbackup.engine.sources.putting_back.redis import RedisPutsBack
from mmbackup.engine.sources.putting_back.sql_statements import statements_of
from tests.engine.sources.databases import mariadb

PROGRAMS = LocalPrograms(lambda: None)
ENTRY = "dn: cn=a,dc=x\ncn: a\nsn: 1\n\n"


def entries(text: str) -> list[tuple[bytes, dict[bytes, list[bytes]]]]:
    return [(entry.dn, entry.values) for entry in entries_of(io.BytesIO(text.encode()))]


def test_ldif_is_read_with_its_long_lines_its_comments_and_base64() -> None:
    text = "version: 1\n# said\n  by whom\ndn:: Y249YSxkYz14\ncn: a\nSN: one\n  more\n"
    text += "sn:: w6k=\ndescription:\n\n"

    assert entries(text) == [
        (b"cn=a,dc=x", {b"cn": [b"a"], b"sn": [b"one more", "é".encode()], b"description": [b""]})
    ]


@pytest.mark.parametrize(
    "text",
    [
        "dn: cn=a,dc=x\njpegPhoto:< file:///etc/shadow\n\n",
        "include: file:///etc/shadow\n\n",
        ENTRY + "include: file:///etc/shadow\n\n",
        "dn: cn=a,dc=x\nchangetype: delete\n\n",
        "dn: cn=a,dc=x\nsn:: =not=base64\n\n",
        "dn: cn=a,dc=x\nno attribute at all\n\n",
        ENTRY + "dn: cn=b,dc=x\ncn: b\n",
        ENTRY + "dn: cn=b,dc=x\ncn: b",
    ],
)
def test_what_is_no_plain_ldif_is_refused(text: str) -> None:
    with pytest.raises(CommandFailed):
        entries(text)


def test_a_difference_is_told_and_written_parents_first(tmp_path: Path) -> None:
    saved, present, changes = tmp_path / "saved", tmp_path / "present", tmp_path / "changes"
    saved.write_text(
        "dn: cn=b,cn=a,dc=x\ncn: b\n\n" + ENTRY + "dn: cn=c,dc=x\ncn: c\nsn: 2\nentryUUID: 1\n\n"
    )
    present.write_text(
        "dn: CN=c, dc=X\ncn: c\nsn: 3\nentryUUID: 2\n\ndn: cn=z,dc=x\ncn: z\n\ndn: cn=y,cn=z,dc=x\ncn: y\n\n"
    )

    found = difference(str(saved), str(present), {b"entryuuid"})
    write_changes(str(saved), str(present), found, {b"entryuuid"}, str(changes))

    assert found.added == [b"cn=a,dc=x", b"cn=b,cn=a,dc=x"]
    assert found.changed == [b"cn=c,dc=x"]
    assert found.removed == [b"cn=y,cn=z,dc=x", b"cn=z,dc=x"]
    assert "replace: sn\nsn:: Mg==\n-" in changes.read_text()
    assert "entryUUID" not in changes.read_text()
    assert next(found.lines()) == "2 entries added: cn=a,dc=x; cn=b,cn=a,dc=x."


def test_globals_are_parted_and_their_own_commands_left_out() -> None:
    text = "-- said; so\n\\restrict abc\nSET client_encoding = 'UTF8';\nCREATE ROLE a;\n"
    text += "COMMENT ON ROLE a IS E'x\\';\n\\\\! touch /tmp/no';\n\\unrestrict abc\n"

    assert list(statements_of(text)) == [
        "SET client_encoding = 'UTF8'",
        "CREATE ROLE a",
        "COMMENT ON ROLE a IS E'x\\';\n\\\\! touch /tmp/no'",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\\! touch /tmp/no\n",
        "CREATE ROLE a;\n\\i /etc/passwd\n",
        "COPY (SELECT 1) TO PROGRAM 'touch /tmp/no';",
        "DROP DATABASE x;",
        "CREATE ROLE a",
    ],
)
def test_what_pg_dumpall_does_not_write_is_refused(text: str) -> None:
    with pytest.raises(CommandFailed):
        list(statements_of(text))


def test_roles_that_exist_are_no_error_and_stay_as_they_are_where_they_are_kept() -> None:
    statements = [
        "CREATE ROLE a",
        "ALTER ROLE a WITH LOGIN",
        'CREATE ROLE "b c"',
        'GRANT a TO "b c"',
        "GRANT x TO a",
    ]

    replaced = list(fitting(statements, {"a"}, (), keeps=False))
    kept = list(fitting(statements, {"a"}, (), keeps=True))

    assert replaced == statements[1:]
    assert kept == ['CREATE ROLE "b c"', 'GRANT a TO "b c"']


def test_accounts_that_exist_are_no_error_and_stay_as_they_are_where_they_are_kept() -> None:
    lines = [
        b"CREATE USER `a`@`h` X;\n",
        b"GRANT USAGE ON *.* TO `a`@`h` Y;\n",
        b"/*M!100005 CREATE ROLE 'r' */;\n",
    ]

    assert next(iter(fitting_accounts(iter(lines), set()))) == b"CREATE USER IF NOT EXISTS `a`@`h` X;\n"
    assert list(fitting_accounts(iter(lines), {(b"a", b"h")})) == [
        b"/*M!100005 CREATE ROLE IF NOT EXISTS 'r' */;\n"
    ]


def test_a_dump_runs_no_program_of_the_client(tmp_path: Path) -> None:
    with mariadb(tmp_path / "mariadb") as options:
        for number, words in enumerate(("\\! touch {}\n", "system touch {}\n;", "source {}\n")):
            dump, made = tmp_path / f"{number}.sql", tmp_path / f"made-{number}"
            dump.write_text("SELECT 1;\n" + words.format(made))
            with pytest.raises(CommandFailed):
                MysqlServer(str(options), PROGRAMS).feed(str(dump))
            assert not made.exists()


def test_what_belongs_to_the_old_database_goes_with_it(tmp_path: Path) -> None:
    """A log beside it that is not its own would be played into the new one."""
    place, saved = tmp_path / "boxes.db", tmp_path / "saved.db"
    for path in (place, saved):
        with closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE box (word)")
    for beside in ("-wal", "-shm"):
        (tmp_path / f"boxes.db{beside}").write_bytes(b"old")
    place.chmod(0o604)

    put_file(str(saved), Place(str(place), ("-wal", "-shm")), Existing.SET_ASIDE, ".before")

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("boxes.db", "boxes.db.before", "boxes.db.before-shm", "boxes.db.before-wal", "saved.db"),
    ]
    assert place.stat().st_mode & 0o777 == 0o604
    (tmp_path / "boxes.db-wal").write_bytes(b"old")
    put_file(str(saved), Place(str(place), ("-wal", "-shm")), Existing.REPLACE, ".before")
    assert place.read_bytes() == saved.read_bytes()
    assert not (tmp_path / "boxes.db-wal").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="owners are given by root alone")
def test_a_new_file_is_its_folders_owners(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shutil.chown(tmp_path / "data", 1234, 4321)
    (tmp_path / "saved").write_bytes(b"saved")

    put_file(str(tmp_path / "saved"), Place(str(tmp_path / "data/new")), Existing.KEEP, ".before")

    found = (tmp_path / "data/new").stat()
    assert (found.st_uid, found.st_gid) == (1234, 4321)


def test_redis_with_an_append_only_file_would_not_load_it(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").mkdir()
    (tmp_path / "saved").write_bytes(b"REDIS")
    settings = {"file": str(tmp_path / "dump.rdb")}
    manner = Manner(settings, Existing.REPLACE, ".before")

    with pytest.raises(CommandFailed, match="append"):
        RedisPutsBack().put_back(Output("dump.rdb", str(tmp_path / "saved")), manner, PROGRAMS)
    assert not (tmp_path / "dump.rdb").exists()


def test_redis_without_its_file_is_left_out() -> None:
    assert "(file)" in RedisPutsBack().left_out("dump.rdb", {})


def test_a_program_is_killed_when_the_restore_is_cancelled() -> None:
    def look() -> None:
        raise RunCancelled("the restore was cancelled")

    with pytest.raises(RunCancelled):
        LocalPrograms(look).run(["sleep", "600"])


def test_a_program_that_is_missing_or_fails_says_so() -> None:
    with pytest.raises(CommandFailed, match="no-such-program"):
        PROGRAMS.run(["no-such-program"])
    with pytest.raises(CommandFailed, match="status 3: mended"):
        PROGRAMS.run(["sh", "-c", "echo mended >&2; exit 3"])
