"""A standing cast for the portal's tests: one site, its drive, and runs with real logs."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.codes import NO_BACKUP
from mmbackup.engine.format.log import LogBook, LogHeader, file_line, totals_lines
from mmbackup.engine.format.verdict import verdict
from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.engine.tally import Tally
from mmbackup.environment import data_folder
from mmbackup.models import Alarm, Drive, Event, Log, Member, Role, Run, Schedule, Site

LAST_NIGHT = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)  # 03:05 in Berlin
ZONE = ZoneInfo("Europe/Berlin")
PASSWORD = "a quiet night"


def make_site() -> Site:
    site = Site.objects.create(name="Harbour Hospital", time_zone=ZONE.key)
    drive = Drive.objects.create(
        site=site, name="DVD-RAM 1", kind="emulated", settings={"path": str(data_folder("shelf"))}
    )
    Schedule.objects.create(site=site, drive=drive, since=LAST_NIGHT - timedelta(days=30))
    return site


def make_user(name: str = "ada", role: Role = Role.ADMINISTRATOR) -> User:
    user = User.objects.create_user(name, password=PASSWORD)
    Member.objects.create(user=user, role=role)
    return user


def make_run(
    site: Site,
    outcome: Outcome = Outcome.FULL,
    *,
    nights_ago: int = 0,
    began: datetime | None = None,
    reason: str = "no medium in drive DVD-RAM 1",
) -> Run:
    """An ended run of the schedule, as the night leaves it."""
    began = began or LAST_NIGHT - timedelta(days=nights_ago)
    ended = began + timedelta(minutes=16, seconds=7)
    tallies = tallies_of(outcome)
    errors = 3 if outcome is Outcome.COMPLETED_WITH_ERRORS else 0
    words = verdict(outcome=outcome, reason=reason, tallies=tallies, errors=errors, at=ended, zone=ZONE)
    drive = site.drives.get()
    return Run.objects.create(
        site=site, drive=drive, drive_name=drive.name, medium_name="Sunday" if tallies else "",
        trigger=Run.Trigger.SCHEDULE, night=began.date(), due_at=began, queued_at=began, started_at=began,
        ended_at=ended, state=Run.State.ENDED, phase=Phase.ENDED, outcome=outcome, verdict=words,
        reason="" if outcome.is_verified else reason, errors=errors,
        next_step="" if outcome.is_verified else "Insert a medium of the pool into the drive.",
        tallies=[{**tally._asdict(), "data_type": tally.data_type.slug} for tally in tallies],
    )  # fmt: skip


def make_other_run(site: Site, kind: Run.Kind, *, outcome: Outcome = Outcome.FULL, words: str = "") -> Run:
    """An ended restore, verification or drill, asked for by hand."""
    drive, ended = site.drives.get(), LAST_NIGHT + timedelta(hours=8)
    return Run.objects.create(
        site=site, drive=drive, drive_name=drive.name, kind=kind, trigger=Run.Trigger.HAND,
        queued_at=ended, started_at=ended, ended_at=ended, state=Run.State.ENDED, phase=Phase.ENDED,
        outcome=outcome, verdict=words or f"{kind.upper()} completed successfully | Restored 7 files",
        medium_name="Sunday",
    )  # fmt: skip


def tallies_of(outcome: Outcome) -> tuple[Tally, ...]:
    if outcome not in (Outcome.FULL, Outcome.PARTIAL, Outcome.COMPLETED_WITH_ERRORS):
        return ()
    saved = 41_210 if outcome is Outcome.PARTIAL else 96_004
    return (
        Tally(DataType.SYSTEM, "MSS1", 120, 9_000_000, 120, 9_000_000),
        Tally(DataType.NAMES, "MSS1", 400, 20_000_000, 400, 20_000_000),
        Tally(DataType.MESSAGES, "MSS1", 96_004, 2_000_000_000, saved, 900_000_000),
    )


def make_log(run: Run, *, lines: bytes = b"", count: int = 0, errors: tuple[str, ...] = ()) -> Log:
    """A real log file, written as a run writes it."""
    name = f"{run.pk}.log"
    path = str(data_folder("logs") / name)
    began = run.started_at or run.queued_at
    header = LogHeader(run.site.name, str(run.pk), run.trigger, run.medium_name, run.drive_name, began)
    book = LogBook(path, header, ZONE)
    text = lines or b"".join(some_lines())
    book.add_lines("MSS1", "messages", text, count or text.count(b"\n"))
    for error in errors:
        book.error(error, "MSS1", "messages")
    read_back = "everything on the medium is equal to what was written" if run.tallies else ""
    book.finish(
        totals=totals_lines(tallies_of(Outcome(run.outcome))),
        read_back=read_back,
        next_step=run.next_step,
        verdict=run.verdict,
    )
    with open(path, "rb") as file:
        content = file.read()
    return Log.objects.create(
        run=run,
        path=name,
        kind="backup" if run.is_backup else run.kind,
        written_at=run.ended_at or began,
        lines=content.count(b"\n"),
        size=len(content),
    )


def some_lines() -> list[bytes]:
    return [
        file_line(
            b"srv/mss1/messages/%04d/cur/1795%06d.M%05dP7.mss1:2,S" % (n % 200 + 1000, n, n * 7),
            20_000 + n * 13,
            "saved",
        )
        for n in range(700)
    ]


def make_running(site: Site, *, phase: Phase = Phase.WRITE, now: datetime) -> Run:
    """Forty seconds into its phase, at a third of it."""
    drive = site.drives.get()
    return Run.objects.create(
        site=site, drive=drive, drive_name=drive.name, medium_name="Sunday", trigger=Run.Trigger.HAND,
        queued_at=now - timedelta(seconds=62), started_at=now - timedelta(seconds=60), heard_at=now,
        state=Run.State.RUNNING, phase=phase, files=31_337, files_total=96_524,
        size=700_000_000, size_total=2_029_000_000, seconds_by_phase={"pre-flight": 1.0, "collect": 19.0},
    )  # fmt: skip


def make_alarm(
    site: Site, *, at: datetime = LAST_NIGHT, resolved: bool = False, location: str = "DVD-RAM 1"
) -> Alarm:
    return Alarm.objects.create(
        site=site, application="MT", resource_type="BACKUP", code=1, level=NO_BACKUP.level, location=location,
        detail=NO_BACKUP.message, alarmed_at=at, resolved_at=at + timedelta(days=1) if resolved else None,
        resolve_reason="A backup was verified" if resolved else "",
    )  # fmt: skip


def make_event(
    site: Site, event_id: str = "BKRST029", *, at: datetime = LAST_NIGHT, message: str = ""
) -> Event:
    return Event.objects.create(
        site=site, at=at, application="MT", event_id=event_id,
        message=message or "Messages: 41,210 of 96,004 saved; 1.1 GB found no room.",
    )  # fmt: skip
