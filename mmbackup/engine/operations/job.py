"""What a backup run is told before it begins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mmbackup.engine.format.identity import Identity
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.media.port import DriveSpec, Room
from mmbackup.engine.sources.port import SourceSpec

KeptSets = frozenset[str]
Admit = Callable[[Identity, tuple[BackupSet, ...], Room], KeptSets]


def admit_all(_identity: Identity, _sets: tuple[BackupSet, ...], _room: Room) -> KeptSets:
    """Without a rotation: nothing on a medium of the pool is to be kept."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class BackupJob:
    """One run. Folders are absolute paths on the backup server.

    run_id is a UUID's text; started_at is aware; time_zone an IANA name, used in the log and the verdict.
    log_path is where the server keeps the run's log (its index lies beside it, with the ending .idx);
    spool_folder is private to the run, exists, and is removed by the caller afterwards.
    lock_path is held for the length of the run by whoever calls.
    drive.pool is the one that a blank medium is labelled for, where drive.label_blank allows it; pools are
    those whose media are taken; empty: the drive's own.
    recipients are the age public keys, by pool, that what goes onto its media is encrypted to; none: plain.
    manifest_path is where the server's own copy of the manifest, never encrypted, is left once the set has
    its name; empty: nowhere.
    admit is asked by pre-flight about a medium of ours in one of the pools: it raises a WrongMedium, or
    answers the names of the sets on it that must not be removed before the new one is verified.
    """

    run_id: str
    site: str
    time_zone: str
    started_at: datetime
    drive: DriveSpec
    sources: tuple[SourceSpec, ...]
    log_path: str
    spool_folder: str
    readers: int = 2
    pools: tuple[str, ...] = ()
    admit: Admit = admit_all
    replace_after_months: int = 0  # written onto a blank medium that is labelled; 0: never
    blank_name: str = ""  # what a blank medium is called that does not say what people call it
    recipients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    manifest_path: str = ""
    trigger: str = "unattended"  # the log header's word
