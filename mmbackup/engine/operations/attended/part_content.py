"""What goes onto one part: the earlier manifests first, then the data types in the order of priority."""

from collections import Counter
from collections.abc import Sequence

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import MediumFull
from mmbackup.engine.format.encryption import Encryption
from mmbackup.engine.format.set_account import EarlierPart
from mmbackup.engine.operations.attended.accounting import Written
from mmbackup.engine.operations.attended.folder import StateFolder
from mmbackup.engine.operations.attended.large_files import LargeFiles
from mmbackup.engine.operations.attended.part_desk import PartDesk
from mmbackup.engine.operations.attended.part_ledger import PartLedger
from mmbackup.engine.operations.attended.part_writer import PartWriter
from mmbackup.engine.operations.attended.shapes import State
from mmbackup.engine.operations.backup.brim import fill_to_the_brim
from mmbackup.engine.operations.backup.finalising import put_file
from mmbackup.engine.operations.backup.listing import Found, Listing
from mmbackup.engine.operations.backup.old_sets import OldSets
from mmbackup.engine.operations.backup.writing import Work


def listing_of(state: State, folder: StateFolder) -> Listing:
    """What is still to be saved."""
    part = state.next_part
    return Listing(
        {one: Found(folder.left(part, one), folder.folders(one)) for one in DataType},
        Counter({source: files for source, (files, _) in enumerate(state.left)}),
        Counter({source: size for source, (_, size) in enumerate(state.left)}),
    )


def earlier_parts(state: State, folder: StateFolder, encryption: Encryption) -> tuple[EarlierPart, ...]:
    return tuple(
        EarlierPart(
            proven.part.number,
            proven.part.medium_uuid,
            proven.part.medium_name,
            sum(tally.saved_files for tally in proven.part.tallies),
            encryption.name(folder.manifest_name(proven.part.number)),
        )
        for proven in state.parts
    )


def write_earlier_manifests(
    desk: PartDesk,
    ledger: PartLedger,
    old_sets: OldSets,
    folder: StateFolder,
    earlier: Sequence[EarlierPart],
) -> None:
    sizes = [ledger.encryption.bound(folder.size_of_manifest(one.part)) for one in earlier]
    while ledger.room.rounded(*sizes) + ledger.least_end() > ledger.room.limit:
        if not old_sets.remove_oldest():
            raise MediumFull(
                f"the medium has room for {max(0, ledger.room.limit):,} bytes, which is too little"
            )
        ledger.measure_again()
    for one in earlier:
        put_file(desk, ledger, folder.manifest_name(one.part), folder.copier(one.part))


def write_types(work: Work, ledger: PartLedger, state: State) -> Written:
    ledger.keep_reserve(work.listing.files.total())
    large = LargeFiles(ledger, work.old_sets.size(), state.sources, state.begun)
    due = []
    for data_type in DataType:
        is_due = data_type.slug in state.folders_due
        writer = PartWriter(work, ledger, data_type, large)
        _write_type(writer, are_folders_due=is_due)
        if is_due and not writer.has_folders:
            due.append(data_type.slug)
    large.forget(work.readers.dropped)
    return Written(ledger, frozenset(work.readers.dropped), tuple(due), large.begun)


def _write_type(writer: PartWriter, *, are_folders_due: bool) -> None:
    writer.ledger.begin_type(writer.data_type)
    writer.write()
    fill_to_the_brim(writer)
    writer.write_large()
    writer.write_folders(due=are_folders_due)
    writer.ledger.end_type()
