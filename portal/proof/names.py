"""What the pages of the two kinds of runs are called."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Run


@dataclass(frozen=True, slots=True)
class Names:
    """word stands within a sentence; run, cancel, home and log are views."""

    word: Promise
    started: Promise
    ended: Promise
    ask: Promise
    do_cancel: Promise
    cancelling: Promise
    over: Promise
    home_title: Promise
    run: str
    cancel: str
    home: str
    log: str


NAMES: dict[str, Names] = {
    Run.Kind.VERIFY: Names(
        word=_("verification"),
        started=_("Verification in progress"),
        ended=_("The verification has ended"),
        ask=_("Cancel this verification?"),
        do_cancel=_("Cancel the verification"),
        cancelling=_("Cancelling: the verification stops within seconds."),
        over=_("The verification had already ended; there was nothing left to cancel."),
        home_title=_("All verifications"),
        run="proof:check-run",
        cancel="proof:check-cancel",
        home="proof:verify",
        log="logs:verify-view",
    ),
    Run.Kind.DRILL: Names(
        word=_("restore drill"),
        started=_("Restore drill in progress"),
        ended=_("The restore drill has ended"),
        ask=_("Cancel this restore drill?"),
        do_cancel=_("Cancel the restore drill"),
        cancelling=_("Cancelling: the restore drill stops within seconds."),
        over=_("The restore drill had already ended; there was nothing left to cancel."),
        home_title=_("All restore drills"),
        run="proof:drill-run",
        cancel="proof:drill-cancel",
        home="proof:drills",
        log="logs:drill-view",
    ),
}
