"""The words of a restore: its verdict, its totals, and what to do after each way it may end or wait."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine import errors
from mmbackup.engine.catalogue import DATA_ITEMS, DataType
from mmbackup.engine.errors import BackupError
from mmbackup.engine.format.names import escape, one_line
from mmbackup.engine.format.times import day_date_time
from mmbackup.engine.format.verdict import LONGEST_REASON, RESTORE
from mmbackup.engine.operations.restore.attributes import NOTES
from mmbackup.engine.operations.restore.job import Existing, IntoFolder, RestoreJob
from mmbackup.engine.operations.restore.outcomes import Became
from mmbackup.engine.operations.restore.shapes import State
from mmbackup.engine.tally import Tally

MEND_ERRORS = "Read the errors above, mend their cause, and restore what they name once more."
_AGAIN = "Insert the medium that is asked for, then go on."
_NEXT_STEPS: dict[type[BackupError], str] = {
    errors.NotMounted: "Mount the medium that is asked for at the drive's directory, then go on.",
    errors.MediumLost: "Insert the medium again and leave it in; its part of the restore is done anew.",
    errors.MediumDamaged: "Clean the medium, or try another drive; else restore from another backup.",
    errors.RunCancelled: "The restore was cancelled by hand; what is restored so far stays.",
    errors.NoMediumInTime: "What is restored stays. Start the restore again when the media are at hand.",
    errors.ServerDiskFull: "Free space on the backup server's own disk, then start the restore again.",
}
_SHOWN = {
    Became.RESTORED: "restored",
    Became.REPLACED: "replaced",
    Became.SET_ASIDE: "restored, the old one set aside",
    Became.SAME: "already there, the same",
    Became.PUT_BACK: "put back",
    Became.KEPT: "kept as they were",
    Became.BROUGHT: "brought, and not put back",
    Became.NO_PLACE: "left out, without a place of their own",
    Became.FAILED: "FAILED",
}
_WOULD = {
    Became.RESTORED: "new, would be restored",
    Became.REPLACED: "would be replaced",
    Became.SET_ASIDE: "would be restored, the old one set aside",
    Became.BROUGHT: "would be put back",
    Became.KEPT: "would be kept as they are",
    Became.NO_PLACE: "would be left out, without a place of their own",
    Became.FAILED: "would FAIL",
}


def target_text(job: RestoreJob) -> str:
    return escape(job.target.folder) if isinstance(job.target, IntoFolder) else "in place"


def existing_text(job: RestoreJob) -> str:
    words = {
        Existing.KEEP: "is kept",
        Existing.REPLACE: "is replaced",
        Existing.SET_ASIDE: "is set aside under another name",
    }
    return f"What is there already {words[job.existing]}."


def next_step(error: BackupError) -> str:
    for kind in type(error).__mro__:
        if kind in _NEXT_STEPS:
            return _NEXT_STEPS[kind]
        if kind is errors.RestoreError or (kind is type(error) and issubclass(kind, errors.RestoreError)):
            return error.next_step
    return _AGAIN if isinstance(error, errors.MediumError) else errors.RestoreError.next_step


def completed(job: RestoreJob, state: State, tallies: Sequence[Tally], at: datetime, zone: ZoneInfo) -> str:
    if job.dry_run:
        return _dry_verdict(job, state, at, zone)
    faults = state.errors
    how = f"with {faults:,} error{'' if faults == 1 else 's'}" if faults else "successfully"
    present = {tally.data_type for tally in tallies}
    titles = ", ".join(data_type.title for data_type in DataType if data_type in present) or "none"
    parts = [f"{RESTORE} completed {how}", f"Data Types - {titles}"]
    told = kept_text(state), put_back_text(state), not_put_back_text(state), left_out_text(state)
    parts += [words for words in told if words]
    return f"{' | '.join(parts)} | target {target_text(job)} - {day_date_time(at, zone)}"


def kept_text(state: State) -> str:
    """Empty when nothing that differs from the backup was left as it was."""
    files = _sum(state, Became.KEPT)[0]
    return f"{files:,} file{' was' if files == 1 else 's were'} kept as before" if files else ""


def failed(job: RestoreJob, state: State, reason: str, at: datetime, zone: ZoneInfo) -> str:
    beginning = "DRY RUN of a restore" if job.dry_run else RESTORE
    told = [one_line(reason)[:LONGEST_REASON], not_put_back_text(state)]
    return f"{beginning} failed | {' | '.join(filter(None, told))} - {day_date_time(at, zone)}"


def _dry_verdict(job: RestoreJob, state: State, at: datetime, zone: ZoneInfo) -> str:
    of = [(words, _sum(state, became)[0]) for became, words in _WOULD.items()]
    parts = ", ".join(f"{count:,} {words}" for words, count in of if count) or "there is nothing to do"
    words = f"DRY RUN ended, nothing was written | {parts} | target {target_text(job)}"
    return f"{words} - {day_date_time(at, zone)}"


def totals(job: RestoreJob, state: State, tallies: Sequence[Tally]) -> list[str]:
    """What came of the files, by outcome; then what came back by data type and server."""
    rows = [f"  {'':45}{'files':>14}{'bytes':>22}"]
    for became, words in (_WOULD if job.dry_run else _SHOWN).items():
        files, size = _sum(state, became)
        if files:
            rows.append(f"  {words:<45}{files:>14,}{size:>22,}")
    if not job.dry_run:
        for tally in tallies:
            words = f"{tally.data_type.title}, {tally.server}"
            rows.append(f"  {words:<45}{tally.saved_files:>14,}{tally.saved_size:>22,}  of {tally.files:,}")
    return rows


def _sum(state: State, became: Became) -> tuple[int, int]:
    found = [count for key, count in state.counts.items() if key[2] == became.value]
    return sum(count[0] for count in found), sum(count[1] for count in found)


def brought(state: State) -> int:
    """How many outputs lie here, neither put back nor told to have failed."""
    return _sum(state, Became.BROUGHT)[0]


def put_back_text(state: State) -> str:
    """Empty when no output was put back."""
    files = _sum(state, Became.PUT_BACK)[0]
    return f"{files:,} output{'' if files == 1 else 's'} put back" if files else ""


def not_put_back_text(state: State) -> str:
    """Empty when nothing that was to be put back was not."""
    files = len(state.not_put_back)
    return f"{files:,} output{'' if files == 1 else 's'} NOT put back" if files else ""


def left_out_text(state: State) -> str:
    """Empty when every output was to be put back."""
    files = _sum(state, Became.NO_PLACE)[0]
    return f"{files:,} output{'' if files == 1 else 's'} left out" if files else ""


def note_texts(state: State) -> list[str]:
    notes = [f"{count:,} files or folders {NOTES[key]}." for key, count in state.notes.items() if count]
    if files := _sum(state, Became.NO_PLACE)[0]:
        notes.append(
            f"{files:,} outputs of programs were left out, as nothing puts them back; "
            "restore them to a folder."
        )
    return notes


def item_title(slug: str) -> str:
    return next((item.title for item in DATA_ITEMS if item.slug == slug), slug)
