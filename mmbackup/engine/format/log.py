"""The run's log while it grows: spooled part by part beside its path, put together when the run ends.

The spool folder <path>.spool holds "head", "notes", "errors" and one file a section, all ready-made text, so
that memory stays flat, sections come out whole, and the log of a run whose process died can still be made.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from mmbackup.engine.format.file_line import error_line, file_line
from mmbackup.engine.format.log_assembly import assemble, body, ending
from mmbackup.engine.format.log_lines import (
    ERRORS_TITLE,
    TOTALS_TITLE,
    LogHeader,
    head,
    note_line,
    section_heading,
    totals_lines,
)
from mmbackup.engine.format.log_spool import Spool, spool_folder
from mmbackup.engine.format.names import one_line

__all__ = ["LogBook", "LogHeader", "file_line", "finish_lost", "totals_lines"]

TOTALS_ROOM = 4096
TOTALS_ROOM_OF_SECTION = 400


class LogBook:
    """ServerDiskFull when the server's own disk cannot take it; what was spooled before stays."""

    def __init__(self, path: str, header: LogHeader, zone: ZoneInfo) -> None:
        self._path = path
        self._header = header
        self._zone = zone
        self._spool = Spool(spool_folder(path))
        self._mark = ""
        self._sections: dict[tuple[str, str], str] = {}
        self._titles: dict[tuple[str, str], str] = {}
        self._write_head()

    def set_medium(self, text: str) -> None:
        self._header = replace(self._header, medium=text)
        self._write_head()

    def section(self, server: str, item_slug: str, title: str) -> None:
        """Sections come out in the order they are declared in; a second declaration changes nothing."""
        if (server, item_slug) not in self._sections:
            name = f"section{self._mark}-{len(self._sections):06}"
            self._sections[server, item_slug] = name
            self._titles[server, item_slug] = f"{server} · {title}: "
            self._begin_section(name, section_heading(server, title))

    def add_lines(self, server: str, item_slug: str, text: bytes, count: int) -> None:
        """Lines made by file_line."""
        if count:
            self.section(server, item_slug, item_slug)
            self._append_to_section((server, item_slug), text)

    def error(self, text: str, server: str = "", item_slug: str = "") -> None:
        """Stands in its section, and once more at the end."""
        if server:
            self.section(server, item_slug, item_slug)
            self._append_to_section((server, item_slug), error_line(text))
        where = self._titles.get((server, item_slug), "")
        self._spool.append(f"errors{self._mark}", f"  {one_line(where + text)}\n".encode())

    def note(self, text: str) -> None:
        """Something to know of the run as a whole; stands under the header."""
        self._spool.append(f"notes{self._mark}", note_line(text))

    def size(self) -> int:
        """No copy_to with totals_lines() would write more than this now."""
        fixed = len(ERRORS_TITLE) + len(TOTALS_TITLE) + TOTALS_ROOM
        return self._spool.size + fixed + TOTALS_ROOM_OF_SECTION * len(self._sections)

    def copy_to(self, write: Callable[[bytes], None], totals: Sequence[str]) -> None:
        """The log up to the read back."""
        for chunk in body(self._spool.folder, totals):
            write(chunk)

    def finish(self, *, totals: Sequence[str], read_back: str | None, next_step: str, verdict: str) -> None:
        """The whole log and its index, durable; the spool goes. May be called again after ServerDiskFull."""
        self._spool.close()
        assemble(self._path, totals, ending(read_back, next_step, verdict))

    def close(self) -> None:
        """Without finishing; the spool stays."""
        self._spool.close()

    def _begin_section(self, name: str, heading: bytes) -> None:
        self._spool.append(name, heading)

    def _append_to_section(self, key: tuple[str, str], text: bytes) -> None:
        self._spool.append(self._sections[key], text)

    def _write_head(self) -> None:
        self._spool.replace("head", head(self._header, self._zone))


def finish_lost(
    path: str,
    *,
    header: LogHeader,
    zone: ZoneInfo,
    next_step: str,
    verdict: str,
    totals: Sequence[str] = (),
    read_back: str | None = "not done: the run's process died",
) -> bool:
    """The log of a run whose process died. False, and nothing changed, when that process had finished it."""
    folder = spool_folder(path)
    if os.path.exists(path) and not os.path.exists(folder):
        return False
    if not os.path.exists(os.path.join(folder, "head")):
        LogBook(path, header, zone).close()
    assemble(path, totals, ending(read_back, next_step, verdict))
    return True
