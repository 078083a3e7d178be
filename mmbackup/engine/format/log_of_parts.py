"""The log of a run over several media: it grows part by part, and a part that is begun anew is told anew."""

import os
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from mmbackup.engine.format.log import LogBook
from mmbackup.engine.format.log_assembly import body
from mmbackup.engine.format.log_lines import LogHeader, part_heading
from mmbackup.engine.format.log_spool import part_mark, part_of

LISTING = 0  # what was told while the sources were listed counts as a part of its own


class PartLog(LogBook):
    """One part's share. What an earlier try at the part has told is forgotten.

    Sections without a line are not shown: most parts hold few of a site's items.
    """

    def __init__(self, path: str, header: LogHeader, zone: ZoneInfo, part: int) -> None:
        super().__init__(path, header, zone)
        self._mark = part_mark(part)
        self._headings: dict[str, bytes] = {}
        self._spool.forget_part(self._mark)
        self._spool.adopt("notes")
        self._listing_size = _size_of_listing(self._spool.folder)

    def begin(self, title: str) -> None:
        """The heading over the part's sections."""
        self._spool.append(f"section{self._mark}", part_heading(title))

    def note_for_all(self, text: str) -> None:
        """Stays when the part is begun anew."""
        mark, self._mark = self._mark, ""
        try:
            self.note(text)
        finally:
            self._mark = mark

    def size(self) -> int:
        return super().size() + self._listing_size

    def copy_to(self, write: Callable[[bytes], None], totals: Sequence[str]) -> None:
        """The log of this part, and of the listing, up to the read back."""
        for chunk in body(self._spool.folder, totals, (part_mark(LISTING), self._mark)):
            write(chunk)

    def sync(self) -> None:
        self._spool.sync()

    def _begin_section(self, name: str, heading: bytes) -> None:
        self._headings[name] = heading

    def _append_to_section(self, key: tuple[str, str], text: bytes) -> None:
        name = self._sections[key]
        if name in self._headings:
            self._spool.append(name, self._headings.pop(name))
        super()._append_to_section(key, text)


def _size_of_listing(folder: str) -> int:
    names = (name for name in os.listdir(folder) if part_of(name) == part_mark(LISTING))
    return sum(os.path.getsize(os.path.join(folder, name)) for name in names)
