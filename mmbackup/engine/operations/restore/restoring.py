"""Restores entries of one set one after the other: what a process of the restore does, or the run itself."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from mmbackup.engine.errors import FormatError, MediumDamaged, MediumError, MediumLost, TargetRefused
from mmbackup.engine.format.frame_reader import LARGEST_FRAME
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.attributes import Attributes, keep_to_ourselves
from mmbackup.engine.operations.restore.content import Opened, SetContent, Shelf
from mmbackup.engine.operations.restore.folders import Folders
from mmbackup.engine.operations.restore.job import Existing, InPlace, IntoFolder
from mmbackup.engine.operations.restore.outcomes import Became, FileFault, NoPlace
from mmbackup.engine.operations.restore.places import places_of
from mmbackup.engine.operations.restore.report import Report
from mmbackup.engine.operations.restore.standing import Policy
from mmbackup.engine.operations.restore.writer import Writer

NO_TARGET = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE),
    *(errno.ENFILE, errno.EMFILE, errno.ENOMEM),
}
Group = tuple[int, Sequence[IndexedFile]]  # the most bytes that their frame takes, and entries of one frame


class Rules(NamedTuple):
    """What of the job every process must know."""

    target: IntoFolder | InPlace
    existing: Existing
    keep_setuid: bool
    started_at: datetime
    mark: bytes


class Restorer:
    """Opens target and pieces as it needs them. TargetRefused when the target takes no more."""

    def __init__(
        self,
        rules: Rules,
        shelf: Shelf,
        tick: Callable[[int], None],
        made: Callable[[bytes], None] | None = None,
    ) -> None:
        """made hears of each folder before it is made; without, the next report tells of them."""
        self.places = places_of(rules.target)
        self.tick = tick
        self.report = Report()
        self.content = SetContent(shelf)
        self.policy = Policy(rules.existing, rules.started_at)
        self.folders = Folders(made or self._note_made, self.policy.move_from_way)
        self.attributes = Attributes(keep_setuid=rules.keep_setuid)
        self.writer = Writer(
            self.content, self.folders, self.policy, self.attributes, mark=rules.mark, tick=tick
        )

    def restore(self, groups: Iterable[Group]) -> Report:
        """Files and symbolic links that stand whole in this part of the set."""
        for most, entries in groups:
            for entry in entries:
                self.one(entry, lambda entry=entry, most=most: self._restore(entry, most))  # type: ignore[misc]
        return self.taken()

    def one(self, entry: IndexedFile, act: Callable[[], Became]) -> None:
        """Tell what came of it; what it cannot be restored for is said of it alone."""
        try:
            became = act()
            self.report.tell(entry, became.as_output if self.places.is_brought(entry) else became)
        except NoPlace:
            self.report.tell(entry, Became.NO_PLACE)
        except (FileFault, FormatError, MediumDamaged) as error:
            self.report.tell(entry, Became.FAILED, str(error))
        except MediumLost as error:  # or a place on it that cannot be read: whoever holds the medium asks it
            self.report.is_medium_in_doubt = True
            self.report.tell(entry, Became.FAILED, f"it cannot be read: {error}")
        except MediumError as error:
            self.report.tell(entry, Became.FAILED, str(error))
        except (OSError, ValueError, OverflowError) as error:
            self.report.tell(entry, Became.FAILED, _words(error))

    def taken(self) -> Report:
        """All that was told since the last time."""
        report, self.report = self.report, Report()
        report.notes, self.attributes.notes = self.attributes.notes, type(report.notes)()
        return report

    def _note_made(self, path: bytes) -> None:
        self.report.made.append(path)

    def close(self) -> None:
        self.folders.close()
        self.content.close()

    def opened(self, entry: IndexedFile, most: int = LARGEST_FRAME) -> Opened:
        """What is brought to be put back is nobody else's to read meanwhile."""
        opened = self.content.member(entry, most)
        if self.places.is_brought(entry):
            keep_to_ourselves(opened.found.member)
        return opened

    def _restore(self, entry: IndexedFile, most: int) -> Became:
        spot = self.places.spot(entry)
        opened = self.opened(entry, most)
        if entry.kind == "file":
            return self.writer.file(entry, spot, opened)
        if entry.kind == "symlink":
            return self.writer.symlink(entry, spot, opened)
        raise FileFault("it is neither a file nor a link")


def _words(error: OSError | ValueError | OverflowError) -> str:
    """TargetRefused for what would befall every other file too."""
    if not isinstance(error, OSError):  # a NUL in a name, a time beyond all calendars
        return "it cannot be written with its name, time or owner"
    words = os.strerror(error.errno or 0)
    if error.errno in NO_TARGET:
        raise TargetRefused(f"the target cannot be written: {words}") from error
    return words


@contextmanager
def target_faults() -> Iterator[None]:
    """What goes wrong at the target is a fault of one file, or refuses the target."""
    try:
        yield
    except (OSError, ValueError, OverflowError) as error:
        raise FileFault(_words(error)) from error
