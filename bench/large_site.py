"""A site after many years: runs, media, sets, events, alarms and one long log, as rows in the database."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from mmbackup.engine.format.log_index import write_index
from mmbackup.environment import data_folder
from mmbackup.models import (
    Alarm,
    BackupSet,
    Check,
    Custody,
    DataItem,
    Drill,
    Drive,
    Event,
    Log,
    LookAhead,
    Medium,
    Pool,
    Run,
    Schedule,
    Server,
    Site,
    Source,
)
from mmbackup.services.index.holdings import holdings_as_columns

NEWEST = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)
SPACE = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
DAY = timedelta(days=1)
KINDS = {40: Run.Kind.RESTORE, 41: Run.Kind.VERIFY, 42: Run.Kind.DRILL, 43: Run.Kind.ATTENDED}
EVENTS_A_NIGHT = 5
FULL, FAILED = "full", "failed"
SLUGS = ("system-data", "names-and-greetings", "messages")
SERVERS = ("MSS1", "MAS1")


def make_large_site(*, nights: int, log_lines: int) -> Site:
    """A medium, a run, a set and an alarm a night, the newest first; the newest run's log is the long one."""
    site = Site.objects.create(name="Harbour Hospital", time_zone="Europe/Berlin")
    drive = _configured(site)
    _media(site, nights)
    _runs(site, drive, nights)
    _sets(site)
    _logs(site, log_lines)
    _proofs(site)
    _told(site, nights)
    return site


def _configured(site: Site) -> Drive:
    Pool.objects.create(site=site, name="nightly", retention_nights=3)
    drive = Drive.objects.create(
        site=site, name="DVD-RAM 1", kind="emulated", settings={"path": str(data_folder("shelf"))}
    )
    Schedule.objects.create(site=site, drive=drive, at=time(3, 5), since=NEWEST - DAY)
    for name, kind, slug in (("MSS1", "MSS", "messages"), ("MAS1", "MAS", "hosts-file")):
        item = DataItem.objects.create(
            server=Server.objects.create(site=site, name=name, kind=kind), slug=slug
        )
        Source.objects.create(item=item, name=slug, kind="files", settings={"roots": ["/nowhere"]})
    return drive


def _media(site: Site, count: int) -> None:
    Medium.objects.bulk_create(
        Medium(
            site=site,
            uuid=uuid5(SPACE, f"medium {number}"),
            name=f"DVD-{number}",
            pool="nightly",
            status=_status(number),
            place=Medium.Place.IN_VAULT if number % 3 else Medium.Place.ON_SHELF,
            place_name=f"Vault {number % 5}" if number % 3 else "",
            capacity=4_700_000_000,
            free=2_000_000_000 - number,
            last_seen_at=NEWEST,
            first_used_at=NEWEST - number * DAY,
            last_written_at=NEWEST - number * DAY,
        )
        for number in range(count)
    )


def _status(number: int) -> str:
    return {7: Medium.Status.RETIRED, 8: Medium.Status.DAMAGED, 9: Medium.Status.FULL}.get(
        number % 10, Medium.Status.WRITABLE
    )


def _runs(site: Site, drive: Drive, nights: int) -> None:
    media = Medium.objects.filter(site=site).order_by("-last_written_at")
    Run.objects.bulk_create(_run(site, drive, medium, number) for number, medium in enumerate(media[:nights]))


def _run(site: Site, drive: Drive, medium: Medium, number: int) -> Run:
    began, kind = NEWEST - number * DAY, KINDS.get(number % 50, Run.Kind.UNATTENDED)
    is_night = kind == Run.Kind.UNATTENDED
    outcome = FAILED if number % 13 == 12 else FULL
    return Run(
        id=uuid5(SPACE, f"run {number}"), site=site, drive=drive, drive_name=drive.name, medium=medium,
        medium_name=medium.name, kind=kind, trigger=Run.Trigger.SCHEDULE if is_night else Run.Trigger.HAND,
        night=began.date() if is_night else None, due_at=began if is_night else None, queued_at=began,
        started_at=began, ended_at=began + timedelta(minutes=16), state=Run.State.ENDED, phase="ended",
        outcome=outcome, verdict=f"BACKUP {outcome}", reason="" if outcome == FULL else "the medium is full",
        size_on_medium=2_000_000_000 - number * 100_000, tallies=_tallies(number),
    )  # fmt: skip


def _tallies(number: int) -> list[dict[str, object]]:
    return [
        {
            "data_type": slug,
            "server": server,
            "files": 90_000 + number,
            "size": 2_000_000_000 - number,
            "saved_files": 90_000 + number,
            "saved_size": 2_000_000_000 - number,
        }
        for server in SERVERS
        for slug in SLUGS
    ]


def _sets(site: Site) -> None:
    """One a medium; those of restores, drills and verifications count as attended backups here."""
    runs = Run.objects.filter(site=site, medium__isnull=False).select_related("medium").order_by("-queued_at")
    BackupSet.objects.bulk_create(
        BackupSet(
            uuid=uuid5(SPACE, f"set {number}"), run=run, medium=run.medium,
            name=f"{run.queued_at:%Y%m%dT%H%M%SZ}-full-auto", written_at=run.queued_at,
            verified_at=run.queued_at, indexed_at=run.queued_at, size=run.size_on_medium,
            tallies=run.tallies, **holdings_as_columns(run.tallies),
        )
        for number, run in enumerate(runs)
    )  # fmt: skip


def _logs(site: Site, lines: int) -> None:
    """Each run but the failed ones has its log; the newest of each kind has its file as well."""
    runs = list(Run.objects.filter(site=site, outcome=FULL))
    Log.objects.bulk_create(
        Log(
            run=run,
            kind="backup" if run.is_backup else run.kind,
            path=f"{run.pk}.log",
            written_at=run.queued_at,
            lines=lines,
            size=lines * 90,
        )
        for run in runs
    )
    newest = {run.kind: run for run in reversed(runs)}
    for run in newest.values():
        _write_log(data_folder("logs") / f"{run.pk}.log", lines if run is runs[0] else 100)


def _write_log(path: Path, lines: int) -> None:
    with path.open("w") as file:
        for number in range(lines):
            file.write(
                f"  srv/mss1/messages/{number % 5000:04}/cur/1795{number:07}.M7.mss1:2,S  20000 saved\n"
            )
        file.write("BACKUP completed successfully\n")
    write_index(str(path), f"{path}.idx")


def _proofs(site: Site) -> None:
    runs = Run.objects.filter(site=site)
    Check.objects.bulk_create(Check(run=run) for run in runs.filter(kind=Run.Kind.VERIFY))
    Drill.objects.bulk_create(
        Drill(run=run, proven_at=run.ended_at, seconds=90, set_name="A")
        for run in runs.filter(kind=Run.Kind.DRILL)
    )


def _told(site: Site, nights: int) -> None:
    Event.objects.bulk_create(
        Event(
            site=site,
            at=NEWEST - number * DAY / EVENTS_A_NIGHT,
            application="MT",
            event_id=f"BKRST{number % 20 + 1:03}",
            message=f"DVD-{number} was put into DVD-RAM 1",
        )
        for number in range(nights * EVENTS_A_NIGHT)
    )
    Alarm.objects.bulk_create(
        Alarm(
            site=site, application="MT", resource_type="BACKUP", code=number % 9 + 1, level="MAJ",
            location="DVD-RAM 1", detail="No verified backup", alarmed_at=NEWEST - number * DAY,
            resolved_at=NEWEST - number * DAY + timedelta(hours=8), resolve_reason="A backup was verified",
        )
        for number in range(nights)
    )  # fmt: skip
    LookAhead.objects.bulk_create(
        LookAhead(site=site, at=NEWEST - number * DAY, sentence="DVD-1 accepted")
        for number in range(min(nights, 400))
    )
    first = Medium.objects.filter(site=site).order_by("-last_written_at").first()
    Custody.objects.bulk_create(
        Custody(medium=first, at=NEWEST - number * DAY, act="moved", by="ada") for number in range(nights)
    )
