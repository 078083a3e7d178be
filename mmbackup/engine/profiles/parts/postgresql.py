"""PostgreSQL: the databases of its servers here, those that the messaging system is known to read first."""

from itertools import groupby

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.parts.used import says_which, used_first, used_names
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved

_EMPTY = "postgres"  # the one that every server has, for people to connect to
_REFUSED = "make a role there for that user that may read all (pg_read_all_data), and look again"


def postgresql(facts: Facts, kind: ServerKind) -> Part:
    proposals, used = [], used_names(facts)
    unsaved = [
        Unsaved(f"PostgreSQL {each.configuration}".strip(), f"may not be asked ({each.reason}): {_REFUSED}")
        for each in facts.refused("postgresql")
    ]
    for connection, databases in groupby(facts.databases_of("postgresql"), lambda each: each.connection):
        if names := used_first((each for each in databases if each.name != _EMPTY), used):
            settings = {"connection": connection, "databases": names}
            reason = says_which("PostgreSQL", names, used)
            proposals.append(Proposal(items.subscribers(kind), "databases", "postgresql", settings, reason))
            why = "files of a running server: its databases are dumped instead"
            unsaved.append(Unsaved(f"data folder of PostgreSQL at {connection}", why))
    return Part(tuple(proposals), tuple(unsaved))
