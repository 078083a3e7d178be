"""The port every kind of source fits: what is listed, how it is read. Kinds register in sources.registry."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mmbackup.engine.catalogue import DataItem
from mmbackup.engine.hosts.host import Host

DEFAULT_TIME_LIMIT = 4 * 3600.0
DEFAULT_STALL_LIMIT = 300.0


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One configured source.

    kind names the class that reads it ("files", "command"); settings are that kind's own, checked by it:
    files: roots (list of absolute paths), include, exclude (lists of patterns);
    command: argv (list), output (file name its output is saved under).
    host is where it is read; None: on the backup server itself.
    time_limit bounds the whole source, stall_limit the time without any progress; both in seconds.
    """

    server: str
    item: DataItem
    name: str
    kind: str
    settings: Mapping[str, object] = field(default_factory=dict)
    time_limit: float = DEFAULT_TIME_LIMIT
    stall_limit: float = DEFAULT_STALL_LIMIT
    host: Host | None = None
