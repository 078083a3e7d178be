"""MariaDB and MySQL: their databases, those that the messaging system is known to read first."""

from itertools import groupby

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.parts.used import says_which, used_first, used_names
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved

_SERVERS = ("mariadbd", "mysqld")
_REFUSED = (
    "make an account there that may read all, write user and password under [client] into "
    "/etc/mmbackup/mysql.cnf, which only the reading user may read, and look again"
)


def mysql(facts: Facts, kind: ServerKind) -> Part:
    proposals, used = [], used_names(facts)
    for options, databases in groupby(facts.databases_of("mysql"), lambda each: each.connection):
        names = used_first(databases, used)
        settings: dict[str, object] = {"databases": names}
        if options:
            settings["options_file"] = options
        reason = says_which("MariaDB", names, used)
        proposals.append(Proposal(items.subscribers(kind), "mariadb", "mysql", settings, reason))
    is_here = any(facts.has(server) for server in _SERVERS)
    unsaved = [
        Unsaved("MariaDB", f"it cannot be asked ({each.reason}); if it runs and is to be saved, {_REFUSED}")
        for each in facts.refused("mysql")
        if is_here and not proposals
    ]
    return Part(tuple(proposals), tuple(unsaved))
