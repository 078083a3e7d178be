"""Beat, watchdog and the drives' watcher: heard of lately, and beat's plan as the schedule says."""

from collections.abc import Iterator
from datetime import datetime

from mmbackup.models import Heartbeat, Schedule, Site
from mmbackup.services.diagnostics.finding import Finding, bad, clock_time, good, unknown, warning
from mmbackup.services.heartbeats.heard import MEANING, MISSING_AFTER

SAVE_SCHEDULE = "Save the schedule once more (Backup/Restore > Schedule), or restart: beat is then told anew."


def beat(site: Site, now: datetime) -> Iterator[Finding]:
    yield from _heard("beat", site, now)
    schedule = Schedule.objects.select_related("periodic_task__crontab").filter(site=site).first()
    if schedule is None or not schedule.enabled:
        yield warning("No night is scheduled.", "Set its time under Backup/Restore > Schedule.")
    elif not _is_planned(schedule, site):
        yield bad("What beat is to do is not what the schedule says.", SAVE_SCHEDULE)
    else:
        yield good(f"Beat is to begin the night at {schedule.at:%H:%M} ({site.time_zone}).")


def watchdog(site: Site, now: datetime) -> Iterator[Finding]:
    yield from _heard("watchdog", site, now)


def watcher(site: Site, now: datetime) -> Iterator[Finding]:
    yield from _heard("drives", site, now)


def _heard(name: str, site: Site, now: datetime) -> Iterator[Finding]:
    newest = Heartbeat.objects.filter(name=name).order_by("-at").first()
    meaning = MEANING[name]
    start = f"Start the program {name}, and see its log for why it ended."
    if newest is None:
        yield unknown(f"The program {name} was never heard of. {meaning}", start)
    elif now - newest.at > MISSING_AFTER:
        words = f"The program {name} was last heard of on {clock_time(newest.at, site)}. {meaning}"
        yield bad(words, start, host=newest.host)
    else:
        seconds = max(0, round((now - newest.at).total_seconds()))
        yield good(f"The program {name} was heard of {seconds} seconds ago.", host=newest.host)


def _is_planned(schedule: Schedule, site: Site) -> bool:
    task = schedule.periodic_task
    if task is None or task.crontab is None or not task.enabled:
        return False
    planned = (task.crontab.minute, task.crontab.hour, str(task.crontab.timezone))
    return bool(planned == (str(schedule.at.minute), str(schedule.at.hour), site.time_zone))
