"""What an attended backup is said to have come to."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.errors import BackupError, RunCancelled
from mmbackup.engine.events import PartWritten
from mmbackup.engine.format.verdict import ATTENDED, part_verdict, verdict
from mmbackup.engine.operations.attended.shapes import State
from mmbackup.engine.outcomes import Outcome


def outcome_of(state: State) -> Outcome:
    """Of a backup whose last part is proven."""
    return Outcome.COMPLETED_WITH_ERRORS if state.errors else Outcome.FULL


def words_of_end(state: State, at: datetime, zone: ZoneInfo) -> str:
    """The verdict once all parts are proven."""
    return verdict(
        outcome=outcome_of(state),
        reason="",
        tallies=state.tallies(),
        errors=state.errors,
        at=at,
        zone=zone,
        kind=ATTENDED,
        media=len(state.parts),
    )


def words_of_part(part: PartWritten, zone: ZoneInfo) -> str:
    return part_verdict(
        part=part.number, medium=part.medium_name, tallies=part.tallies, at=part.verified_at, zone=zone
    )


def reason_of(error: BackupError, media: tuple[str, ...]) -> str:
    """Why it ended early, and what is there all the same."""
    if not media:
        return f"{error}; nothing was saved"
    held = "1 medium holds" if len(media) == 1 else f"{len(media)} media hold"
    return f"{error}; {held} an unfinished set whose parts are good: {', '.join(media)}"


def next_step_of_end(error: BackupError) -> str:
    """Errors speak of the unattended backup's button."""
    if isinstance(error, RunCancelled):
        return "The backup was cancelled by hand. Choose Attended Backup to start another."
    return error.next_step.replace("choose Back Up Now", "start the attended backup again")


def next_step_of_refusal(error: BackupError) -> str:
    return error.next_step.replace("choose Back Up Now", "choose Continue")
