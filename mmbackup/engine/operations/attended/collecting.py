"""Lists what an attended backup is to save, once, and keeps the list for all of its parts."""

from contextlib import closing
from uuid import uuid4

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import NothingToSave
from mmbackup.engine.operations.attended.folder import StateFolder
from mmbackup.engine.operations.attended.shapes import State
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.listing import Listing, list_sources
from mmbackup.engine.operations.backup.readers import Readers


def collect(desk: Desk, folder: StateFolder) -> State:
    """desk.job.spool_folder is where the commands' outputs stay."""
    with closing(Readers(desk)) as readers:
        listing = list_sources(desk, readers)
        dropped = tuple(sorted(readers.dropped))
    if not listing.files.total():
        raise NothingToSave("the sources hold no file that could be saved")
    due = _store(listing, folder)
    numbers = range(len(desk.job.sources))
    state = State(
        set_uuid=str(uuid4()),
        started_at=desk.job.started_at,
        sources=desk.job.sources,
        saved=tuple((0, 0) for _ in numbers),
        left=tuple((listing.files[number], listing.sizes[number]) for number in numbers),
        errors=desk.errors,
        dropped=dropped,
        folders_due=due,
    )
    folder.save(state)
    return state


def _store(listing: Listing, folder: StateFolder) -> tuple[str, ...]:
    """The data types that have folders."""
    due = []
    for data_type in DataType:
        found = listing.by_type[data_type]
        folder.left(1, data_type).store(found.files.merged())
        if folder.folders(data_type).store(found.folders.merged()):
            due.append(data_type.slug)
    return tuple(due)
