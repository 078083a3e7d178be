"""The verdict of a drill, in the style of all verdicts."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.format.names import one_line
from mmbackup.engine.format.times import day_date_time
from mmbackup.engine.format.verdict import DRILL
from mmbackup.engine.operations.drill.job import DrillCount


def words_of(count: DrillCount, medium: str, at: datetime, zone: ZoneInfo) -> str:
    """One line; all that was restored is right."""
    files = f"{count.files:,} file{'' if count.files == 1 else 's'}, {count.size:,} bytes"
    of_set = f"of {count.set_name} in {count.seconds:,.1f} s"
    unchecked = f" | {count.unchecked:,} not checked" if count.unchecked else ""
    return (
        f"{DRILL} completed successfully | {files} {of_set}{unchecked} | medium {one_line(medium)}"
        f" - {day_date_time(at, zone)}"
    )


def proof_of(count: DrillCount) -> str:
    """What was looked at besides each file's SHA-256."""
    opened = ", ".join(f"{kind} {good:,}" for kind, (good, _bad) in sorted(count.opened.items()) if good)
    unchecked = f"; not checked: {count.unchecked:,}" if count.unchecked else ""
    return (
        f"{count.files:,} files restored and equal to the manifest; {count.compared:,} unchanged since, and "
        f"equal to their source; opened: {opened or 'none'}{unchecked}"
    )
