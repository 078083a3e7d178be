"""The log of a drill: every file that came back, and what was found of it."""

from zoneinfo import ZoneInfo

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.log import LogBook, LogHeader, file_line
from mmbackup.engine.format.names import escape
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.drill.job import DrillJob


class DrillLog:
    """A section for each data type of each server. ServerDiskFull when the disk cannot take it."""

    def __init__(self, job: DrillJob, zone: ZoneInfo) -> None:
        title = "Restore drill log"
        header = LogHeader(job.site, job.run_id, job.trigger, "", job.drive.name, job.started_at, title=title)
        self._book = LogBook(job.log_path, header, zone)
        self.errors = 0

    def set_medium(self, name: str) -> None:
        self._book.set_medium(name)

    def note(self, text: str) -> None:
        self._book.note(text)

    def restored(self, file: IndexedFile) -> None:
        self._section(file)
        self._book.add_lines(file.server, file.data_type, file_line(file.path, file.size, "restored"), 1)

    def wrong(self, file: IndexedFile, text: str) -> None:
        """The drill has failed."""
        self.errors += 1
        self._section(file)
        self._book.error(f"{escape(file.path)}: {text}", file.server, file.data_type)

    def error(self, text: str) -> None:
        self.errors += 1
        self._book.error(text)

    def finish(self, proof: str, next_step: str, verdict: str) -> None:
        self._book.finish(totals=[], read_back=proof, next_step=next_step, verdict=verdict)

    def _section(self, file: IndexedFile) -> None:
        self._book.section(file.server, file.data_type, DataType.from_slug(file.data_type).title)
