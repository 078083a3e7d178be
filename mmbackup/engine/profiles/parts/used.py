"""Which databases the mail system is known to read, by the files of its configuration."""

import re
from collections.abc import Iterable

from mmbackup.engine.profiles.facts import Database, Facts

_NAMED = re.compile(r"\bdbname *= *[\"']?([^\s\"']+)")
_FILE = re.compile(r"\b(?:dbpath|connect) *= *[\"']?(/[^\s\"']+)")
_ADDRESS = re.compile(r"^url = [a-z_]+://[^/]*/([^/?\s]+)$", re.MULTILINE)


def used_names(facts: Facts) -> set[str]:
    """Of databases of a server."""
    of_mail = {name for each in facts.uses for name in _NAMED.findall(each.words)}
    return of_mail | {name for each in facts.of("kamailio") for name in _ADDRESS.findall(each.words)}


def used_files(facts: Facts) -> list[str]:
    """Databases that are a file each."""
    return list(dict.fromkeys(path for each in facts.uses for path in _FILE.findall(each.words)))


def used_first(databases: Iterable[Database], used: set[str]) -> list[str]:
    return sorted((each.name for each in databases), key=lambda name: (name not in used, name))


def says_which(server: str, names: list[str], used: set[str]) -> str:
    read = ", ".join(name for name in names if name in used)
    return f"{server} has these databases" + (f"; the messaging system reads {read}" if read else "")
