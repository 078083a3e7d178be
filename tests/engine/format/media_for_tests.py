"""An emulated medium in a temporary folder, for tests of what lies on media."""

from pathlib import Path

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.port import DriveSpec, Medium
from mmbackup.engine.media.registry import open_drive
from tests.to_be_closed import to_be_closed

CAPACITY = 1 << 30


def shelf_with(folder: Path, *names: str, capacity: int = CAPACITY) -> Shelf:
    """The first is in the drive."""
    shelf = Shelf(str(folder / "shelf"))
    for name in names:
        shelf.add(name, capacity)
    shelf.insert(names[0])
    return shelf


def drive_of(shelf: Shelf, *, label_blank: bool = False, pool: str = "nightly") -> DriveSpec:
    return DriveSpec("DVD-RAM 1", "emulated", pool, {"path": shelf.path}, label_blank)


def open_medium(shelf: Shelf) -> Medium:
    return to_be_closed(open_drive(drive_of(shelf)).open())


def content(shelf: Shelf) -> Path:
    """The folder with what lies on the medium in the drive."""
    return Path(shelf.content(shelf.loaded() or ""))
