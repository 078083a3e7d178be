"""The kinds of logs: what each is called on its pages, and where its pages are."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Log, Run


@dataclass(frozen=True, slots=True)
class LogKind:
    """name begins a sentence; before begins the names of its addresses; file that of its text."""

    kind: Log.Kind
    name: Promise
    all_of_them: Promise
    before: str
    nothing_yet: Promise

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
            _("Backup log"),
            _("All backup logs"),
            "",
            _("No backup has run yet. The first log appears here when the first run has ended."),
        ),
        LogKind(
            Log.Kind.RESTORE,
            _("Restore log"),
            _("All restore logs"),
            "restore-",
            _("Nothing has been restored yet. The first log appears here when the first restore has ended."),
        ),
        LogKind(
            Log.Kind.VERIFY,
            _("Verification log"),
            _("All verification logs"),
            "verify-",
            _("No medium was verified yet."),
        ),
        LogKind(
            Log.Kind.DRILL,
            _("Drill log"),
            _("All drill logs"),
            "drill-",
            _("No restore drill has run yet."),
        ),
    )
}


def kind_of(run: Run) -> LogKind:
    """Of the log that it writes."""
    return KINDS[Log.Kind.BACKUP if run.is_backup else run.kind]


def address_of_log(log: Log) -> str:
    return KINDS[log.kind].address("view", log.run_id)
