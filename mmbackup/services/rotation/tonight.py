"""The coming night: which medium it wants, which others would do, and whether that in the drive is taken."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from mmbackup.engine.errors import MediumError, NoUsableKey
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.rotation.admission import Judged, judge, only_backup_of
from mmbackup.engine.rotation.expectation import expected, in_turn
from mmbackup.engine.rotation.facts import DrivePools, KnownMedium, Rotation
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.rotation.nights import Night, is_named_for, pools_of_night
from mmbackup.models import BackupSet, Drive, Medium, Schedule, Site
from mmbackup.services.drives.in_drive import InDrive, as_seen, judge_what_is_in
from mmbackup.services.drives.look_into_drive import DriveLook, DriveState, look_into_drive
from mmbackup.services.drives.shelf import has_shelf
from mmbackup.services.drives.shelf_labels import labelled_media
from mmbackup.services.media.remember_medium import as_uuid
from mmbackup.services.morning import next_run_at
from mmbackup.services.rotation.first_partial import FARTHEST, first_partial
from mmbackup.services.rotation.forecast import Forecast, forecast
from mmbackup.services.rotation.library_around import Around, later_in_turn, library_around
from mmbackup.services.rotation.of_run import pools_of
from mmbackup.services.rotation.tonight_words import risks_of, sentence_of
from mmbackup.services.site import drive_of

AT_MOST: tuple[int | None, ...] = (40, 1_000, None)  # media of a pool; the first few nearly always do


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
    a key would. candidates are the first in turn; beyond says how many more media tonight's pools have.
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
    beyond: int
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
    first_partial: Callable[[], date | None]

    @property
    def first_partial_on(self) -> date | None:
        """Looked for when it is asked for: the first night whose backup is not expected to fit."""
        return self.first_partial()


def tonight(*, site: Site, now: datetime, look: DriveLook | None = None) -> Tonight | None:
    """None when no drive is configured. look, when somebody has looked into the site's drive already."""
    drive = drive_of(site=site)
    if drive is None:
        return None
    schedule = Schedule.objects.select_related("site", "drive").filter(site=site).first()
    due_at = next_run_at(schedule=schedule, now=now)
    on = (due_at or now).astimezone(ZoneInfo(site.time_zone)).date()
    asked = _Asked(drive, due_at, due_at or now, look or look_into_drive(drive=drive))
    return _of_drive(asked, on, pools_of(drive=drive), forecast(site=site, now=asked.at))


class _Asked(NamedTuple):
    """at: when the night is due, or now where nothing is scheduled."""

    drive: Drive
    due_at: datetime | None
    at: datetime
    look: DriveLook


def _of_drive(asked: _Asked, on: date, pools: DrivePools, foreseen: Forecast) -> Tonight:
    drive, due_at, at, look = asked
    night = Night(on, pools_of_night(pools, on), foreseen.size_at(at))
    around, library, judged = _judged(drive, night, look)
    expectation = expected(night=night, judged=judged)
    found = judge_what_is_in(drive=drive, look=look, night=night, library=library, foreseen=foreseen)
    wanted = around.rows.get(expectation.medium.uuid) if expectation.medium else None
    return Tonight(
        due_at=due_at,
        night=night.on,
        pool=night.pools[0].name,
        pools=tuple(rules.name for rules in night.pools),
        expected=wanted,
        expected_words=expectation.words,
        drive=drive,
        look=look,
        in_drive=_in_drive(found, around.rows, drive, wanted),
        candidates=tuple(_candidate(each, around.rows[each.medium.uuid], wanted) for each in judged),
        beyond=around.beyond,
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
        risks=risks_of(found=found, night=night, judged=judged, library=library),
        first_partial=cache(
            lambda: first_partial(
                pools=pools,
                found=found,
                ready=_ready(drive.site, night, around, judged),
                foreseen=foreseen,
                due_at=at,
                night=on,
            )
        ),
    )


def _judged(drive: Drive, night: Night, look: DriveLook) -> tuple[Around, Library, list[Judged]]:
    """Deeper into the pools until a medium is found that would be taken."""
    named = [*_in_the_drive(look), *_on_the_shelf(drive)]
    for most in AT_MOST:
        around = library_around(site=drive.site, night=night, named=named, most=most)
        library = as_seen(drive=drive, look=look, library=around.library)
        judged = _judge_all(night, library)
        if not around.beyond or _is_enough(night, library, judged, most):
            break
    return around, library, judged


def _judge_all(night: Night, library: Library) -> list[Judged]:
    """The media of tonight's pools, in the order of their turns."""
    of_pools = in_turn(medium for medium in library.media if night.rules_of(medium.pool))
    return [judge(medium=medium, night=night, library=library) for medium in of_pools]


def _is_enough(night: Night, library: Library, judged: Sequence[Judged], most: int | None) -> bool:
    """Whether the medium that is expected is among those judged, if there is one."""
    for rules in night.pools:
        of_pool = [each for each in judged if each.medium.pool == rules.name]
        if rules.rotation is Rotation.BY_WEEKDAY and _lacks_the_weekday_s(of_pool, night, most):
            return False
        if any(each.refusal is None for each in of_pool):
            return True
        usable = sum(1 for each in of_pool if each.medium.may_be_written(night.on))
        if not rules.lacks_key and usable < library.writable_on(night.on)[rules.name]:
            return False
    return True


def _lacks_the_weekday_s(of_pool: Sequence[Judged], night: Night, most: int | None) -> bool:
    """All that are named for the weekday were refused, and there may be more of them."""
    named = [each for each in of_pool if is_named_for(each.medium.name, night.on)]
    return most is not None and len(named) >= most and all(each.refusal is not None for each in named)


def _in_the_drive(look: DriveLook) -> list[UUID]:
    """The medium, and those that the sets on it are known to lie on."""
    if look.state is not DriveState.LOADED:
        return []
    sets = [as_uuid(each.uuid) for each in look.sets]
    holders = BackupSet.objects.filter(uuid__in=[uuid for uuid in sets if uuid])
    found = as_uuid(look.uuid)
    return [*([found] if found else []), *holders.values_list("medium__uuid", flat=True)]


def _on_the_shelf(drive: Drive) -> list[UUID]:
    """Where a shelf shows what else could be put in. One that does not answer shows nothing."""
    if not has_shelf(drive=drive):
        return []
    try:
        identities = [each.identity for each in labelled_media(drive=drive)]
    except MediumError:
        return []
    return [uuid for identity in identities if identity and (uuid := as_uuid(identity.uuid))]


def _ready(site: Site, night: Night, around: Around, judged: Sequence[Judged]) -> Iterator[KnownMedium]:
    """Read when it is asked for: as far as the coming nights may reach."""
    yield from (each.medium for each in judged if each.refusal is None)
    if around.beyond:
        for rules in night.pools:
            yield from later_in_turn(
                site=site, pool=rules.name, night=night.on, after=around.rows, most=FARTHEST
            )


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
