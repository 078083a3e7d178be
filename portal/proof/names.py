"""What the pages of the two kinds of runs are called."""

from dataclasses import dataclass

from mmbackup.models import Run


@dataclass(frozen=True, slots=True)
class Names:
    """Words within a sentence, and views."""

    word: str
    started: str
    ended: str
    run: str
    cancel: str
    home: str
    home_title: str
    log: str


NAMES: dict[str, Names] = {
    Run.Kind.VERIFY: Names(
        "verification",
        "Verification in progress",
        "The verification has ended",
        "proof:check-run",
        "proof:check-cancel",
        "proof:verify",
        "All verifications",
        "logs:verify-view",
    ),
    Run.Kind.DRILL: Names(
        "restore drill",
        "Restore drill in progress",
        "The restore drill has ended",
        "proof:drill-run",
        "proof:drill-cancel",
        "proof:drills",
        "All restore drills",
        "logs:drill-view",
    ),
}
