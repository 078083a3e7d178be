"""Puts databases and accounts of MariaDB or MySQL back. What a database held before is dumped first.

If the dump does not go in whole, that comes back. Set aside, it becomes a database of another name.
"""

import contextlib
import os
from collections.abc import Iterator

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.existing import Existing
from mmbackup.engine.sources.port import Manner, Output, Programs, PutBack, ServerMust, Settings
from mmbackup.engine.sources.putting_back.dump_end import check_end
from mmbackup.engine.sources.putting_back.mysql_accounts import Account, accounts_in, fitting
from mmbackup.engine.sources.putting_back.mysql_server import LONGEST_NAME, MysqlServer, quoted
from mmbackup.engine.sources.putting_back.programs import LocalPrograms
from mmbackup.engine.sources.settings_faults import text, texts

ACCOUNTS = "accounts.sql"
_ENDING = ".sql"
_APART = " "  # no database's name ends with it
_END = b"\n-- Dump completed"
_HEAD = 64 << 10


class MysqlPutsBack:
    """Accounts come last: what they may do is granted on databases."""

    def left_out(self, name: str, settings: Settings) -> str:
        chosen = texts(settings, "databases")
        if name == ACCOUNTS or (name.endswith(_ENDING) and (not chosen or _database(name) in chosen)):
            return ""
        return "its source does not name this database any more"

    def way(self, settings: Settings) -> str:  # noqa: ARG002 - PutsBack
        return "by the client of MariaDB or MySQL, while the server runs"

    def turn(self, name: str) -> int:
        return int(name == ACCOUNTS)

    def server_must(self, settings: Settings) -> ServerMust:  # noqa: ARG002 - PutsBack
        return ServerMust.RUN

    def is_ready(self, settings: Settings, programs: Programs) -> bool:
        return _server(settings, programs).ask("SELECT 1") == ["1"]

    def check(self, output: Output, settings: Settings, programs: Programs) -> None:  # noqa: ARG002 - PutsBack
        check_end(output.path, _END)
        with open(output.path, "rb") as file:
            head = file.read(_HEAD)
        if output.name == ACCOUNTS:
            if not head.startswith((b"/*M!", b"-- MariaDB dump")):
                raise CommandFailed("accounts of MySQL are put back by hand, those of MariaDB by mmbackup")
        elif f"\nUSE {quoted(_database(output.name))};".encode("utf-8", "surrogateescape") not in head:
            raise CommandFailed("it is not the dump of the database that it is called after")

    def changes(self, output: Output, manner: Manner, programs: Programs) -> PutBack:
        server = _server(manner.settings, programs)
        if output.name == ACCOUNTS:
            return _told(_accounts_of(output), _kept(server, manner))
        name = _database(output.name)
        if not server.has(name):
            return PutBack((f"Database {name} is made.",))
        if manner.existing is Existing.KEEP:
            return PutBack(kept=f"the database {name} is there")
        if manner.existing is Existing.SET_ASIDE:
            return PutBack((f"Database {name} goes aside, to {_aside(name, manner)}.",))
        return PutBack((f"Database {name} is replaced.",))

    def put_back(self, output: Output, manner: Manner, programs: Programs) -> PutBack:
        foretold = self.changes(output, manner, programs)
        if output.name == ACCOUNTS:
            _put_accounts(output, manner, programs)
        elif not foretold.kept:
            _put_database(output, manner, programs)
        return foretold


def _put_database(output: Output, manner: Manner, programs: Programs) -> None:
    server, name, before = _server(manner.settings, programs), _database(output.name), output.path + ".before"
    if server.has(name) and not os.path.exists(before):
        server.dump(name, before + ".new")
        if manner.existing is Existing.SET_ASIDE:
            _feed_anew(server, _aside(name, manner), before + ".new")
        os.rename(before + ".new", before)  # from here on it can be brought back
    try:
        server.drop(name)
        server.feed(output.path)
    except BaseException:
        _bring_back(_server(manner.settings, LocalPrograms(lambda: None)), name, before)
        raise
    with contextlib.suppress(FileNotFoundError):
        os.unlink(before)


def _bring_back(server: MysqlServer, name: str, before: str) -> None:
    if os.path.exists(before):
        try:
            _feed_anew(server, name, before)
        except CommandFailed as error:
            raise CommandFailed(
                f"it failed, and so did bringing back what {name} held before, kept in {before}: {error}"
            ) from error
        os.unlink(before)
    else:
        server.drop(name)


def _feed_anew(server: MysqlServer, name: str, path: str) -> None:
    server.make_anew(name)
    server.feed(path, name)


def _put_accounts(output: Output, manner: Manner, programs: Programs) -> None:
    server, ready = _server(manner.settings, programs), output.path + ".ready"
    try:
        with open(output.path, "rb") as saved, open(ready, "wb") as file:
            os.chmod(ready, 0o600)
            file.writelines(fitting(iter(saved), _kept(server, manner)))
        server.feed(ready)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(ready)


def _kept(server: MysqlServer, manner: Manner) -> set[Account]:
    """Those that exist, where what exists is kept."""
    if manner.existing is not Existing.KEEP:
        return set()
    rows = server.ask("SELECT CONCAT('x', HEX(User), ' x', HEX(Host)) FROM mysql.user")
    return {_account(row) for row in rows}


def _account(row: str) -> Account:
    name, host = (bytes.fromhex(word[1:]) for word in row.split(" "))
    return name, host


def _accounts_of(output: Output) -> Iterator[Account]:
    with open(output.path, "rb") as file:
        yield from accounts_in(iter(file))


def _told(accounts: Iterator[Account], kept: set[Account]) -> PutBack:
    known = [account in kept for account in accounts]
    lines = [f"{len(known) - sum(known):,} accounts get the password and the rights that were saved."]
    if sum(known):
        lines.append(f"{sum(known):,} accounts exist and are kept.")
    return PutBack(tuple(lines))


def _aside(name: str, manner: Manner) -> str:
    return name[: LONGEST_NAME - len(manner.ending)] + manner.ending


def output_of(database: str) -> str:
    """The name of its output. A database may be called accounts: its output is another one than theirs."""
    name = database + _ENDING
    return name if name != ACCOUNTS else database + _APART + _ENDING


def _database(name: str) -> str:
    return name.removesuffix(_ENDING).removesuffix(_APART)


def _server(settings: Settings, programs: Programs) -> MysqlServer:
    return MysqlServer(text(settings, "options_file"), programs)
