"""An emulated drive's media: those that a configuration names are made on the shelf when they are missing."""

from collections.abc import Iterable

from mmbackup.engine.media.emulated import Shelf
from mmbackup.services.configuration.shape import DriveTable
from mmbackup.services.configuration.sizes import size_in_bytes


def fill_shelves(drives: Iterable[DriveTable]) -> None:
    """Media that are there stay as they are."""
    for drive in drives:
        if not drive.media:
            continue
        shelf = Shelf(str(drive.settings["path"]))
        there = {medium.name for medium in shelf.media()}
        for medium in drive.media:
            if medium.name not in there:
                shelf.add(medium.name, size_in_bytes(medium.capacity))
