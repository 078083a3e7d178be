"""The coming night: which medium it wants, which others would do, and whether that in the drive is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from mmbackup.engine.errors import NoUsableKey
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.rotation.admission import Judged, judge, only_backup_of
from mmbackup.engine.rotation.expectation import expected, in_turn
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.rotation.nights import Night
from mmbackup.models import Drive, Medium, Schedule, Site
from mmbackup.services.drives.in_drive import InDrive, as_seen, judge_what_is_in
from mmbackup.services.drives.look_into_drive import DriveLook, look_into_drive
from mmbackup.services.morning import next_run_at
from mmbackup.services.rotation.first_partial import first_partial
from mmbackup.services.rotation.forecast import Forecast, forecast
from mmbackup.services.rotation.known_media import library_of
from mmbackup.services.rotation.of_run import night_on, pools_of
from mmbackup.services.rotation.tonight_words import risks_of, sentence_of
from mmbackup.services.site import drive_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A medium that is known. reason is a sentence: why it is not taken, or what to know when it is."""

    medium: Medium
    accepted: bool
    reason: str
    is_expected: bool


@dataclass(frozen=True, slots=True)
class Tonight:
    """Sizes in bytes, None where they are not known. due_at is None when nothing is scheduled.

    pools are those whose media are taken, pool the one whose night it is. in_drive is None unless a labelled
    medium is in the drive. room is what the night may take of that medium. sentence says how things stand,
    problem why the night would fail (empty when it would not), next_step what to do about that.
    foretold is how it would end, None where that is not known. lacks_key: another medium would not help,
    a key would.
    """

    due_at: datetime | None
    night: date
    pool: str
    pools: tuple[str, ...]
    expected: Medium | None
    expected_words: str
    drive: Drive
    look: DriveLook
    in_drive: Candidate | None
    candidates: tuple[Candidate, ...]
    forecast: Forecast
    size_expected: int | None
    room: int | None
    accepted: bool
    foretold: Outcome | None
    lacks_key: bool
    sentence: str
    problem: str
    next_step: str
    risks: tuple[str, ...]
    first_partial_on: date | None


def tonight(*, site: Site, now: datetime, look: DriveLook | None = None) -> Tonight | None:
    """None when no drive is configured. look, when somebody has looked into the site's drive already."""
    drive = drive_of(site=site)
    if drive is None:
        return None
    schedule = Schedule.objects.select_related("site", "drive").filter(site=site).first()
    due_at = next_run_at(schedule=schedule, now=now)
    on = (due_at or now).astimezone(ZoneInfo(site.time_zone)).date()
    night = night_on(drive=drive, on=on, now=due_at or now)
    return _of_drive(drive, due_at, night, look or look_into_drive(drive=drive), now)


def _of_drive(drive: Drive, due_at: datetime | None, night: Night, look: DriveLook, now: datetime) -> Tonight:
    library = as_seen(drive=drive, look=look, library=library_of(site=drive.site))
    foreseen = forecast(site=drive.site, now=due_at or now)
    judged = _judge_all(night, library)
    expectation = expected(night=night, judged=judged)
    found = judge_what_is_in(drive=drive, look=look, night=night, library=library, foreseen=foreseen)
    rows = _rows(drive.site, [*judged, *([found.judged] if found.judged else [])])
    wanted = rows.get(expectation.medium.uuid) if expectation.medium else None
    return Tonight(
        due_at=due_at,
        night=night.on,
        pool=night.pools[0].name,
        pools=tuple(rules.name for rules in night.pools),
        expected=wanted,
        expected_words=expectation.words,
        drive=drive,
        look=look,
        in_drive=_in_drive(found, rows, drive, wanted),
        candidates=tuple(_candidate(each, rows[each.medium.uuid], wanted) for each in judged),
        forecast=foreseen,
        size_expected=night.size_expected,
        room=found.room,
        accepted=found.accepted,
        foretold=found.foretold,
        lacks_key=wanted is None and isinstance(found.error, NoUsableKey),
        sentence=sentence_of(
            found=found, night=night, expected_name=wanted.name if wanted else "", foreseen=foreseen
        ),
        problem=found.problem,
        next_step=found.next_step,
        risks=risks_of(found=found, night=night, judged=judged),
        first_partial_on=first_partial(
            pools=pools_of(drive=drive),
            found=found,
            ready=[each for each in judged if each.refusal is None],
            foreseen=foreseen,
            due_at=due_at or now,
            night=night.on,
        ),
    )


def _judge_all(night: Night, library: Library) -> list[Judged]:
    """The media of tonight's pools, in the order of their turns."""
    of_pools = in_turn(medium for medium in library.media if night.rules_of(medium.pool))
    return [judge(medium=medium, night=night, library=library) for medium in of_pools]


def _rows(site: Site, judged: Sequence[Judged]) -> dict[str, Medium]:
    """By uuid; drives and sites come with them."""
    uuids = [each.medium.uuid for each in judged]
    found = Medium.objects.filter(site=site, uuid__in=uuids).select_related("last_drive")
    return {str(row.uuid): row for row in found}


def _candidate(judged: Judged, row: Medium, wanted: Medium | None) -> Candidate:
    return Candidate(row, judged.refusal is None, _reason(judged), row == wanted)


def _in_drive(
    found: InDrive, rows: dict[str, Medium], drive: Drive, wanted: Medium | None
) -> Candidate | None:
    """A medium that was never met has no row yet."""
    if found.judged is None:
        return None
    medium = found.judged.medium
    row = rows.get(medium.uuid) or Medium(
        site=drive.site, uuid=UUID(medium.uuid), name=medium.name, pool=medium.pool, last_drive=drive
    )
    reason = found.problem or _reason(found.judged)
    return Candidate(row, found.accepted, reason, wanted is not None and row.uuid == wanted.uuid)


def _reason(judged: Judged) -> str:
    if judged.refusal is not None:
        text = str(judged.refusal)
        return f"{text[:1].upper()}{text[1:]}."
    if judged.overwrites:
        only = only_backup_of(judged.overwrites, is_claimed=judged.is_claimed)
        return f"The only medium of its pool, with {only}."
    if not judged.kept:
        return ""
    what = "a backup that is not verified here yet" if judged.is_claimed else "a last good copy"
    return f"Holds {what}, which stays until the new backup is verified."
