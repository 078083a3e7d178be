"""What a restore is told before it begins."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from mmbackup.engine.existing import Existing
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.sources.port import Settings

__all__ = ["Existing", "InPlace", "IntoFolder", "RestoreJob", "Taker"]


class IntoFolder(NamedTuple):
    """Everything lands below folder, as "server/path/…"; nothing is touched outside it."""

    folder: bytes


class Taker(NamedTuple):
    """A source as it is configured now, which may take back what one of its name has saved.

    item is a slug; is_here: it is read on this machine, and not on another one.
    """

    server: str
    item: str
    source: str
    kind: str
    settings: Settings
    is_here: bool = True


class InPlace(NamedTuple):
    """Everything lands where it was saved from, if that lies in one of its server's roots; else it is an
    error. roots are absolute paths, by server: what the configuration saves. What a program said is brought
    below outputs, a folder of this restore alone, and put back by its taker; without one it is left out.
    """

    roots: Mapping[str, tuple[bytes, ...]] = {}
    takers: tuple[Taker, ...] = ()
    outputs: bytes = b""


class RestoreJob(NamedTuple):
    """One restore, the same for all its media.

    folder is the restore's own on the server, exists, and holds the plan (engine.index.plan) and what is to
    be known between two media; log_path as in BackupJob. identities are age secret keys (texts), never
    written anywhere. keep_setuid: set-user-ID and set-group-ID bits come back too, for sets of this server.
    """

    run_id: str
    site: str
    time_zone: str
    started_at: datetime
    drive: DriveSpec
    log_path: str
    folder: str
    target: IntoFolder | InPlace
    existing: Existing = Existing.KEEP
    dry_run: bool = False
    keep_setuid: bool = False
    identities: tuple[str, ...] = ()
    trigger: str = "restore"  # the log header's word
