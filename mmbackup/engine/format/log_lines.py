"""The log's lines and parts as text. A file's line begins with spaces: no name can look like a heading."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.names import one_line
from mmbackup.engine.format.times import with_zone
from mmbackup.engine.tally import Tally

WIDTH = 96


@dataclass(frozen=True, slots=True)
class LogHeader:
    """medium is what people call it; empty until one was found."""

    site: str
    run_id: str
    trigger: str
    medium: str
    drive: str
    started_at: datetime
    title: str = "Backup log"
    target: str = ""  # of a restore


def labelled(label: str, text: str) -> str:
    return f"{label:<11} {one_line(text)}".rstrip() + "\n"


def heading(title: str, rule: str) -> bytes:
    return f"\n{one_line(title)}\n{rule * WIDTH}\n".encode()


ERRORS_TITLE = heading("Errors", "=")
TOTALS_TITLE = heading("Totals", "=")


def section_heading(server: str, title: str) -> bytes:
    return heading(f"{server} · {title}" if server else title, "-")


def part_heading(title: str) -> bytes:
    return heading(title, "=")


def head(header: LogHeader, zone: ZoneInfo) -> bytes:
    title = f"{header.title} of {header.site}"
    rows = (
        labelled("Site", header.site),
        labelled("Run", f"{header.run_id} ({header.trigger})"),
        labelled("Drive", header.drive),
        labelled("Medium", header.medium or "none yet"),
        labelled("Target", header.target) if header.target else "",
        labelled("Started", f"{with_zone(header.started_at, zone)} ({zone.key})"),
    )
    return f"{one_line(title)}\n{'=' * WIDTH}\n{''.join(rows)}".encode()


def note_line(text: str) -> bytes:
    """Wrapped under its own label."""
    rows = textwrap.wrap(one_line(text), WIDTH - 12) or [""]
    first, *others = rows
    return (labelled("Note", first) + "".join(f"{'':12}{row}\n" for row in others)).encode()


def totals_lines(tallies: Sequence[Tally]) -> list[str]:
    """A table: what was there and what lies on the medium, by data type and server, and what was left out."""
    rows = [f"  {'':41}{'files saved':>14}{'of':>12}{'bytes saved':>20}"]
    for data_type in DataType:
        of_type = [tally for tally in tallies if tally.data_type is data_type]
        rows += [_row(f"{data_type.title}, {tally.server}", [tally]) for tally in of_type]
    rows.append(_row("All", tallies))
    return rows + [_left_out(tally) for tally in tallies if tally.left_out_files]


def _row(title: str, tallies: Sequence[Tally]) -> str:
    saved, files = sum(tally.saved_files for tally in tallies), sum(tally.files for tally in tallies)
    return f"  {title:<41}{saved:>14,}{files:>12,}{sum(tally.saved_size for tally in tallies):>20,}"


def _left_out(tally: Tally) -> str:
    size = tally.size - tally.saved_size
    title = f"{tally.data_type.title}, {tally.server}"
    return f"  Left out for want of room: {title}: {tally.left_out_files:,} files, {size:,} bytes"
