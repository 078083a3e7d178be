"""What the media on an emulated drive's shelf call themselves, as a person reads their labels."""

import os
from dataclasses import dataclass

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.identity import IDENTITY_LIMIT, IDENTITY_NAME, Identity, decode
from mmbackup.engine.media.shelf import Shelf, ShelfMedium
from mmbackup.models import Drive
from mmbackup.services.drives.shelf import shelf_of

FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Labelled:
    """identity is None for a blank medium, and for one that is not ours."""

    medium: ShelfMedium
    identity: Identity | None


def labelled_media(*, drive: Drive) -> list[Labelled]:
    """Raise MediumError for a drive that has no shelf."""
    shelf = shelf_of(drive)
    return [Labelled(medium, _identity_of(shelf, medium.name)) for medium in shelf.media()]


def _identity_of(shelf: Shelf, name: str) -> Identity | None:
    """What comes from a medium may be anything."""
    try:
        descriptor = os.open(os.path.join(shelf.content(name), IDENTITY_NAME), FLAGS)
    except OSError:
        return None
    with open(descriptor, "rb") as file:
        try:
            return decode(file.read(IDENTITY_LIMIT))
        except (FormatError, OSError):
            return None
