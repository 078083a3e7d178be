"""One set, read whole: its account, its files, and what is lost with those that are damaged."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from mmbackup.engine.errors import FormatError, MediumError
from mmbackup.engine.format.set_account import SET_NAME, VERIFIED_NAME
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.checking.account import Account
from mmbackup.engine.operations.checking.comparing import Count, Fault, Watching, faults_among
from mmbackup.engine.operations.checking.damage import damaged_files
from mmbackup.engine.operations.checking.job import MOST_NAMED, DamagedFile, Records, SetCheck


@dataclass(frozen=True, slots=True)
class Checking:
    """What the checks of all sets of one medium share."""

    medium: Medium
    records: Records
    scratch: str
    count: Count
    watching: Watching


def check_set(account: Account, checking: Checking) -> SetCheck:
    """Everything that is wrong with it. MediumLost when the medium is gone; RunCancelled."""
    faults = [*account.faults, *_faults_of_files(account, checking)]
    damaged, count = _damage(account, faults, checking)
    found = account.backup_set
    return SetCheck(
        name=account.folder,
        uuid=found.uuid if found else "",
        part=found.part if found else 1,
        size=account.bytes,
        sha256=account.sha256,
        faults=tuple(faults),
        damaged=damaged,
        damaged_files=count,
    )


def _faults_of_files(account: Account, checking: Checking) -> list[Fault]:
    """Without its account, nobody knows what its files ought to be."""
    if account.backup_set is None:
        return []
    one = checking
    with closing(faults_among(one.medium, account.folder, account.files, one.count, one.watching)) as faults:
        return list(faults)


def _damage(account: Account, faults: list[Fault], checking: Checking) -> tuple[tuple[DamagedFile, ...], int]:
    """The first files that are lost, with where else they lie, and how many there are in all."""
    pieces = {fault.name for fault in faults} - {SET_NAME, VERIFIED_NAME}
    if not pieces or account.backup_set is None:
        return (), 0
    files = damaged_files(account.backup_set, pieces, checking.medium, checking.records, checking.scratch)
    found = _as_far_as_known(files, checking.watching, checking.medium)
    named = tuple(DamagedFile(file, checking.records.elsewhere(file)) for file in islice(found, MOST_NAMED))
    return named, len(named) + sum(1 for _ in found)


def _as_far_as_known(
    files: Iterator[IndexedFile], watching: Watching, medium: Medium
) -> Iterator[IndexedFile]:
    try:
        for file in files:
            watching.check()
            yield file
    except (FormatError, MediumError):  # index and manifest are damaged too: it cannot be named
        medium.check()
