"""Puts a directory back from LDIF: by slapadd into slapd's own files, or over LDAP by what differs."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.existing import Existing
from mmbackup.engine.sources.port import Manner, Output, Programs, PutBack, ServerMust, Settings
from mmbackup.engine.sources.putting_back.directory_diff import (
    Difference,
    difference,
    write_changes,
    write_entries,
)
from mmbackup.engine.sources.putting_back.in_use import holders_of
from mmbackup.engine.sources.putting_back.ldap_server import LdapServer
from mmbackup.engine.sources.putting_back.ldif import entries_of
from mmbackup.engine.sources.putting_back.slapd_folders import (
    Emptied,
    configuration_folder,
    database_folder,
    holds_something,
)
from mmbackup.engine.sources.settings_faults import text, texts

CONFIGURATION = "cn=config"
_ENDING = ".ldif"


class LdapPutsBack:
    """With uri the directory is told what differs; without it slapd must stand still, and gets all anew."""

    def left_out(self, name: str, settings: Settings) -> str:
        suffixes = texts(settings, "suffixes")
        if settings.get("configuration") and not text(settings, "uri"):
            suffixes = [CONFIGURATION, *suffixes]
        return (
            "" if name.removesuffix(_ENDING) in suffixes else "its source does not name this suffix any more"
        )

    def way(self, settings: Settings) -> str:
        if text(settings, "uri"):
            return "by ldapmodify, which is told what differs, while the directory runs"
        return "by slapadd, while slapd stands still"

    def turn(self, name: str) -> int:
        return int(name != CONFIGURATION + _ENDING)

    def server_must(self, settings: Settings) -> ServerMust:
        return ServerMust.RUN if text(settings, "uri") else ServerMust.STAND_STILL

    def is_ready(self, settings: Settings, programs: Programs) -> bool:
        """A slapd that runs has its database open: asked of each database alone."""
        return not text(settings, "uri") or LdapServer(settings, programs).answers()

    def check(self, output: Output, settings: Settings, programs: Programs) -> None:
        """Each entry is read; then slapadd itself goes through them, unless there is no slapd to ask."""
        with open(output.path, "rb") as file:
            if not any(True for _ in _all(entries_of(file))):
                raise CommandFailed("it holds no entry")
        if not text(settings, "uri") and output.name != CONFIGURATION + _ENDING:
            folder = configuration_folder(text(settings, "folder"))
            if holds_something(folder):
                programs.run(["slapadd", "-u", "-F", folder, "-b", _suffix(output), "-l", output.path])

    def changes(self, output: Output, manner: Manner, programs: Programs) -> PutBack:
        with _way_of(output, manner, programs) as way:
            return way.foretell()

    def put_back(self, output: Output, manner: Manner, programs: Programs) -> PutBack:
        try:
            with _way_of(output, manner, programs) as way:
                return way.do()
        except OSError as error:
            raise CommandFailed(f"{os.strerror(error.errno or 0)}: {error.filename}") from error


class _Way:
    """scratch: files of its own, which go with it."""

    def __init__(self, output: Output, manner: Manner, programs: Programs, scratch: str) -> None:
        self.output, self.manner, self.programs = output, manner, programs
        self._scratch = scratch

    def file(self, name: str) -> str:
        return os.path.join(self._scratch, name)

    def foretell(self) -> PutBack:
        raise NotImplementedError

    def do(self) -> PutBack:
        raise NotImplementedError


class _Online(_Way):
    def foretell(self) -> PutBack:
        return PutBack(tuple(self._difference().lines()))

    def do(self) -> PutBack:
        wanted = self._difference()
        lines = list(wanted.lines())
        if self.manner.existing is Existing.SET_ASIDE and not wanted.is_none:
            aside = self.output.path + self.manner.ending
            if not os.path.exists(aside):
                shutil.copyfile(self.file("present"), aside)
            lines.append(f"What was there before is kept as LDIF in {aside}.")
        if not wanted.is_none:
            write_changes(self.output.path, self.file("present"), wanted, self._left, self.file("changes"))
            self._server.modify(self.file("changes"))
        return PutBack(tuple(lines))

    def _difference(self) -> Difference:
        self._server = LdapServer(self.manner.settings, self.programs)
        self._left = self._server.kept_by_server(self.file("schema"))
        self._server.search(_suffix(self.output), self.file("present"))
        found = difference(self.output.path, self.file("present"), self._left)
        return Difference(found.added, [], []) if self.manner.existing is Existing.KEEP else found


class _Offline(_Way):
    def foretell(self) -> PutBack:
        folder = self._folder()
        if self.manner.existing is not Existing.KEEP or not holds_something(folder):
            return PutBack(tuple(self._told(folder)))
        if _suffix(self.output) == CONFIGURATION:
            return PutBack(kept=f"slapd has a configuration in {folder}")
        return PutBack(tuple(self._missing().lines())[:1])

    def do(self) -> PutBack:
        folder = self._folder()
        if holders := holders_of(folder):
            raise CommandFailed(
                f"{', '.join(holders[:5])} is at work in {folder}: stop it, or have it stopped"
            )
        foretold = self.foretell()
        if foretold.kept:
            return foretold
        emptied = Emptied(folder, self.manner.ending)
        if self.manner.existing is Existing.KEEP and holds_something(folder):
            self._add_missing(emptied)
        else:
            self._add_all(emptied)
        return foretold

    def _folder(self) -> str:
        """Into which it goes."""
        configuration = configuration_folder(text(self.manner.settings, "folder"))
        if _suffix(self.output) == CONFIGURATION:
            return configuration
        return database_folder(configuration, _suffix(self.output), self.programs, self.file("configuration"))

    def _told(self, folder: str) -> Iterator[str]:
        with open(self.output.path, "rb") as file:
            count = sum(1 for _ in entries_of(file))
        yield f"{count:,} entries go into {folder}."
        if holds_something(folder):
            if self.manner.existing is Existing.SET_ASIDE:
                yield f"What is there goes aside, to {Emptied(folder, self.manner.ending)}."
            else:
                yield "What is there is replaced."

    def _missing(self) -> Difference:
        argv = ["slapcat", "-o", "ldif-wrap=no", "-F", self._configuration(), "-b", _suffix(self.output)]
        self.programs.run(argv, stdout=self.file("present"))
        found = difference(self.output.path, self.file("present"), frozenset())
        return Difference(found.added, [], [])

    def _add_missing(self, emptied: Emptied) -> None:
        missing = self._missing()
        if missing.added:
            write_entries(self.output.path, missing.added, self.file("missing"))
            self._add(self.file("missing"))
            emptied.give_to_owner()

    def _add_all(self, emptied: Emptied) -> None:
        emptied.make_way()
        try:
            self._add(self.output.path)
            emptied.give_to_owner()
        except BaseException:
            emptied.bring_back()
            raise
        if self.manner.existing is not Existing.SET_ASIDE:
            emptied.forget()

    def _add(self, path: str) -> None:
        database = ["-n", "0"] if _suffix(self.output) == CONFIGURATION else ["-b", _suffix(self.output)]
        self.programs.run(["slapadd", "-F", self._configuration(), *database, "-l", path])

    def _configuration(self) -> str:
        return configuration_folder(text(self.manner.settings, "folder"))


@contextmanager
def _way_of(output: Output, manner: Manner, programs: Programs) -> Iterator[_Way]:
    kind = _Online if text(manner.settings, "uri") else _Offline
    with tempfile.TemporaryDirectory(dir=os.path.dirname(output.path), prefix=".ldap-") as scratch:
        yield kind(output, manner, programs, scratch)


def _all(entries: Iterator[object]) -> list[bool]:
    """To the last, which tells of one that was cut off."""
    return [True for _ in entries]


def _suffix(output: Output) -> str:
    return output.name.removesuffix(_ENDING)
