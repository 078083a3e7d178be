"""The kinds of logs: what each is called on its pages, and where its pages are."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from mmbackup.models import Log


@dataclass(frozen=True, slots=True)
class LogKind:
    """name begins a sentence; before begins the names of its addresses; file that of its text."""

    kind: Log.Kind
    name: str
    plural: str
    before: str
    nothing_yet: str

    def address(self, page: str, run_id: UUID | str) -> str:
        return reverse(f"logs:{self.before}{page}", args=[run_id])

    @property
    def choose(self) -> str:
        """Where the three most recent are; the other kinds stand in the list of all."""
        if self.kind in (Log.Kind.BACKUP, Log.Kind.RESTORE):
            return reverse(f"logs:{self.before}choose")
        return f"{reverse('logs:all')}?kind={self.kind}"


KINDS: dict[str, LogKind] = {
    kind.kind: kind
    for kind in (
        LogKind(
            Log.Kind.BACKUP,
            "Backup log",
            "Backups",
            "",
            "No backup has run yet. The first log appears here when the first run has ended.",
        ),
        LogKind(
            Log.Kind.RESTORE,
            "Restore log",
            "Restores",
            "restore-",
            "Nothing has been restored yet. The first log appears here when the first restore has ended.",
        ),
        LogKind(
            Log.Kind.VERIFY, "Verification log", "Verifications", "verify-", "No medium was verified yet."
        ),
        LogKind(Log.Kind.DRILL, "Drill log", "Drills", "drill-", "No restore drill has run yet."),
    )
}


def address_of_log(log: Log) -> str:
    return KINDS[log.kind].address("view", log.run_id)
