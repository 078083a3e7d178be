"""What stands on a printed label: the facts of one part of a backup set and of the medium it lies on."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.times import label_date, with_zone
from mmbackup.engine.format.verdict import data_types
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.tally import Tally
from mmbackup.models import BackupSet, Run


@dataclass(frozen=True, slots=True)
class LabelRow:
    """What was saved of one data type of one server. Sizes in bytes.

    left_out is not known of one part among several: what is missing here may lie on another medium.
    """

    server: str
    data_type: str
    files: int
    size: int
    left_out: int | None


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """day and contents are what the label says first; notes what else must be known of it, if anything."""

    medium: UUID
    medium_name: str
    pool: str
    replace_by: date | None
    place: str
    site: str
    backup_set: UUID
    set_name: str
    part: str
    day: str
    contents: str
    notes: str
    written: str
    verified: str
    verdict: str
    size: int
    rows: tuple[LabelRow, ...]

    @property
    def text(self) -> str:
        """In one line, as it is copied by hand."""
        return " — ".join(filter(None, (self.day, self.contents, self.part, self.notes)))


def label_facts(*, backup_set: BackupSet) -> LabelFacts:
    medium, zone = backup_set.medium, ZoneInfo(backup_set.medium.site.time_zone)
    return LabelFacts(
        medium=medium.uuid,
        medium_name=medium.name,
        pool=medium.pool,
        replace_by=medium.replace_by,
        place=medium.place_name,
        site=medium.site.name,
        backup_set=backup_set.uuid,
        set_name=backup_set.name,
        part=part_words(backup_set=backup_set),
        day=label_date(backup_set.written_at.astimezone(zone).date()),
        contents=_contents(backup_set),
        notes=_notes(backup_set.run),
        written=with_zone(backup_set.written_at, zone),
        verified=_moment(backup_set.verified_at, zone),
        verdict=backup_set.run.verdict if backup_set.run else "",
        size=backup_set.size,
        rows=tuple(_row(tally, is_whole=_is_whole(backup_set)) for tally in _tallies(backup_set)),
    )


def why_no_label(*, backup_set: BackupSet) -> str:
    """Empty when it may be labelled and stored; else a sentence that says why not."""
    run = backup_set.run
    if backup_set.removed_at is not None:
        return "This backup set lies on the medium no more: a newer one took its room."
    if backup_set.is_claimed:
        return "This backup set was imported and not verified by this server yet: verify its medium first."
    if backup_set.verified_at is None:
        return "This backup set was never proven by reading it back, so its medium is no backup to store."
    if _has_errors(run) and run is not None and run.kind == Run.Kind.UNATTENDED:
        return "Only a verified success gets a label, and this backup completed with errors."
    return ""


def part_words(*, backup_set: BackupSet) -> str:
    """Empty for a set that lies on one medium, as most do."""
    if backup_set.parts == 0:
        return f"part {backup_set.part}, set not finished"
    return f"part {backup_set.part} of {backup_set.parts}" if backup_set.parts > 1 else ""


def _contents(backup_set: BackupSet) -> str:
    """A part names what lies on it; what was left out is told of the set as a whole."""
    tallies = _tallies(backup_set)
    if _is_whole(backup_set):
        return data_types(tallies)
    saved = {tally.data_type for tally in tallies if tally.saved_files}
    return ", ".join(data_type.title for data_type in DataType if data_type in saved)


def _notes(run: Run | None) -> str:
    if run is None or not _has_errors(run):
        return ""
    return f"with {run.errors:,} error{'' if run.errors == 1 else 's'}"


def _has_errors(run: Run | None) -> bool:
    return run is not None and run.outcome == Outcome.COMPLETED_WITH_ERRORS


def _is_whole(backup_set: BackupSet) -> bool:
    return backup_set.part == backup_set.parts == 1


def _row(tally: Tally, *, is_whole: bool) -> LabelRow:
    left_out = tally.left_out_files if is_whole else None
    return LabelRow(tally.server, tally.data_type.title, tally.saved_files, tally.saved_size, left_out)


def _tallies(backup_set: BackupSet) -> tuple[Tally, ...]:
    return tuple(
        Tally(**{**row, "data_type": DataType.from_slug(row["data_type"])}) for row in backup_set.tallies
    )


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    return with_zone(moment, zone) if moment else ""
