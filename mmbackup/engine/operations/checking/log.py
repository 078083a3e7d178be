"""The log of a verification: every file that was read, and what is lost with those that are damaged."""

from zoneinfo import ZoneInfo

from mmbackup.engine.format.log import LogBook, LogHeader, file_line
from mmbackup.engine.format.names import escape
from mmbackup.engine.operations.checking.account import Account
from mmbackup.engine.operations.checking.job import DamagedFile, SetCheck, VerifyJob

_NOT_FOUND = "lies on no other medium"


class CheckLog:
    """A section for each set. ServerDiskFull when the server's own disk cannot take it."""

    def __init__(self, job: VerifyJob, zone: ZoneInfo) -> None:
        header = LogHeader(
            job.site, job.run_id, job.trigger, "", job.drive.name, job.started_at, title="Verification log"
        )
        self._book = LogBook(job.log_path, header, zone)

    def set_medium(self, name: str) -> None:
        self._book.set_medium(name)

    def note(self, text: str) -> None:
        self._book.note(text)

    def add(self, account: Account, check: SetCheck) -> None:
        """Faults stand once more at the log's end."""
        self._book.section("", check.name, f"Set {check.name}")
        broken = {fault.name for fault in check.faults}
        for file in account.files:
            if file.size or file.name in broken:
                words = "DAMAGED" if file.name in broken else "as written"
                self._line(check, file_line(file.name.encode(), file.size, words))
        for fault in check.faults:
            self._book.error(fault.text)
        for damaged in check.damaged:
            self._line(check, _damaged_line(damaged))
            self._book.error(_damaged_words(damaged))
        self._tell_more(check)

    def finish(self, proof: str, next_step: str, verdict: str) -> None:
        self._book.finish(totals=[], read_back=proof, next_step=next_step, verdict=verdict)

    def _tell_more(self, check: SetCheck) -> None:
        if check.damaged_files > len(check.damaged):
            more = check.damaged_files - len(check.damaged)
            self._book.error(f"{more:,} further files of {check.name} are lost, which are not named here")
        elif not check.is_whole and not check.damaged_files:
            self._book.note(f"No file of {check.name} is known to be lost by what was found wrong with it.")

    def _line(self, check: SetCheck, line: bytes) -> None:
        self._book.add_lines("", check.name, line, 1)


def _damaged_line(damaged: DamagedFile) -> bytes:
    return file_line(damaged.file.path, damaged.file.size, "LOST")


def _damaged_words(damaged: DamagedFile) -> str:
    where = "; ".join(damaged.elsewhere) or _NOT_FOUND
    return f"{escape(damaged.file.path)} is lost on this medium: {where}"
