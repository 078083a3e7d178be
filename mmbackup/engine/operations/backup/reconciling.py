"""Whether every file that was listed is accounted for."""

from collections.abc import Collection

from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.ledger import Ledger
from mmbackup.engine.operations.backup.listing import Listing


def reconcile(desk: Desk, listing: Listing, ledger: Ledger, dropped: Collection[int]) -> None:
    """What was listed is saved, left out for want of room, or gone and noted: else it is an error.

    Of a source that was dropped, which is an error by itself, it is said how much that was.
    """
    for source, spec in enumerate(desk.job.sources):
        listed = listing.files[source]
        missing = listed - ledger.saved_files[source] - ledger.left_files[source]
        if missing and source not in dropped:
            desk.source_error(source, f"{missing:,} files are unaccounted for")
        elif missing:
            desk.log.note(
                f"{spec.server}, {spec.name}: {missing:,} of {listed:,} files listed are not saved."
            )
