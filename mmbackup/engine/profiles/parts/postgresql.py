"""PostgreSQL: the databases of its servers here, those that the mail system is known to read first."""

from collections.abc import Iterable
from itertools import groupby

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Database, Facts, Refusal
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.parts.used import used_names
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved

_EMPTY = "postgres"  # the one that every server has, for people to connect to


def postgresql(facts: Facts, kind: ServerKind) -> Part:
    proposals, unsaved = [], [_refused(each.configuration, each.reason) for each in _refusals(facts)]
    for connection, databases in groupby(facts.databases_of("postgresql"), lambda each: each.connection):
        named = [each for each in databases if each.name != _EMPTY]
        if named:
            proposals.append(_proposal(connection, named, used_names(facts), kind))
            unsaved.append(_files(connection))
    return Part(tuple(proposals), tuple(unsaved))


def _proposal(connection: str, databases: Iterable[Database], used: set[str], kind: ServerKind) -> Proposal:
    names = sorted((each.name for each in databases), key=lambda name: (name not in used, name))
    reason = "PostgreSQL has these databases"
    if mail := [name for name in names if name in used]:
        reason += f"; the mail system reads {', '.join(mail)}"
    settings = {"connection": connection, "databases": names}
    return Proposal(_item(kind), "databases", "postgresql", settings, reason)


def _item(kind: ServerKind) -> str:
    return items.SUBSCRIBERS if kind is ServerKind.MSS else "caller-applications"


def _refusals(facts: Facts) -> list[Refusal]:
    return [each for each in facts.refusals if each.program == "postgresql"]


def _refused(connection: str, reason: str) -> Unsaved:
    return Unsaved(
        f"PostgreSQL at {connection}",
        f"who looked may not ask it ({reason}): make a role for that user there that may read all "
        "(pg_read_all_data), and look again",
    )


def _files(connection: str) -> Unsaved:
    return Unsaved(
        f"data folder of PostgreSQL at {connection}", "files of a running server: its databases are dumped"
    )
