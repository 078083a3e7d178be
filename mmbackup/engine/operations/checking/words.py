"""The verdict of a verification, in the style of all verdicts."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.format.names import one_line
from mmbackup.engine.format.times import day_date_time
from mmbackup.engine.format.verdict import VERIFY
from mmbackup.engine.operations.checking.job import SetCheck

NEXT_AFTER_DAMAGE = (
    "Read the log: it names each damaged file, and where else it lies. Make a backup onto another medium."
)


def words_of(checks: Sequence[SetCheck], medium: str, at: datetime, zone: ZoneInfo) -> str:
    """One line; the verification came to its end."""
    tail = f"medium {one_line(medium)} - {day_date_time(at, zone)}"
    broken = [check for check in checks if not check.is_whole]
    if not broken:
        size = sum(check.size for check in checks)
        return f"{VERIFY} completed successfully | {counted(len(checks), 'set')}, {size:,} bytes | {tail}"
    files = sum(check.damaged_files for check in broken)
    lost = f", {counted(files, 'file')} lost on it" if files else ""
    return f"{VERIFY} found damage | {len(broken):,} of {counted(len(checks), 'set')}{lost} | {tail}"


def proof_of(checks: Sequence[SetCheck]) -> str:
    """What was read, and how it was found."""
    size = sum(check.size for check in checks)
    faults = sum(len(check.faults) for check in checks)
    found = "all as written" if not faults else f"{counted(faults, 'fault')} found"
    return f"{size:,} bytes of {counted(len(checks), 'set')} read from the medium, {found}"


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
