"""SQLite: database files that the mail system's configuration names."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.parts.used import used_files
from mmbackup.engine.profiles.proposal import Part, Proposal


def sqlite(facts: Facts, kind: ServerKind) -> Part:
    files = used_files(facts)
    if not files:
        return Part()
    reason = "the mail system reads its users from these files"
    return Part((Proposal(items.subscribers(kind), "sqlite", "sqlite", {"databases": files}, reason),))
