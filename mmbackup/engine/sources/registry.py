"""The kinds of sources. To add one: a file in kinds/, a line here, a rig in the contract suite."""

from collections.abc import Mapping
from types import MappingProxyType

from mmbackup.engine.sources.kinds.command import Command
from mmbackup.engine.sources.kinds.files import Files
from mmbackup.engine.sources.kinds.ldap import Ldap
from mmbackup.engine.sources.kinds.maildir import Maildir
from mmbackup.engine.sources.kinds.mbox import Mbox
from mmbackup.engine.sources.kinds.mysql import Mysql
from mmbackup.engine.sources.kinds.postgresql import Postgresql
from mmbackup.engine.sources.kinds.queue import Queue
from mmbackup.engine.sources.kinds.redis import Redis
from mmbackup.engine.sources.kinds.sqlite import Sqlite
from mmbackup.engine.sources.kinds.system import System
from mmbackup.engine.sources.kinds.windows import Windows
from mmbackup.engine.sources.port import DumpKind, FileKind, KnowsSubscribers, OnHostsOnly, Settings, Walk

KINDS: Mapping[str, FileKind | DumpKind] = MappingProxyType(
    {
        "files": Files(),
        "command": Command(),
        "maildir": Maildir(),
        "mbox": Mbox(),
        "queue": Queue(),
        "ldap": Ldap(),
        "postgresql": Postgresql(),
        "mysql": Mysql(),
        "sqlite": Sqlite(),
        "redis": Redis(),
        "system": System(),
        "windows": Windows(),
    }
)


def check_settings(kind: str, settings: Settings) -> list[str]:
    """Faults in plain words, each with its key before it; none when the settings are right."""
    if kind not in KINDS:
        return [f"kind: {kind!r} is unknown; known are {', '.join(KINDS)}"]
    return KINDS[kind].faults(settings)


def walk_of(kind: str, settings: Settings) -> Walk:
    """Without roots where the kind saves no files, but what programs say."""
    found = KINDS[kind]
    return found.walk(settings) if isinstance(found, FileKind) else Walk(())


def why_not_here(kind: str) -> str:
    """Why a source of this kind needs a server with an address; empty where it does not."""
    found = KINDS.get(kind)
    return found.why_not_here() if isinstance(found, OnHostsOnly) else ""


def subscribers_of(kind: str, settings: Settings) -> tuple[str, ...]:
    """Patterns that say what below a root is whose; none: that is not known."""
    found = KINDS[kind]
    return found.subscribers(settings) if isinstance(found, KnowsSubscribers) else ()
