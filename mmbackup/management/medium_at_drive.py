"""What `manage.py medium` does at a drive: by itself where it may, else by the worker, for which it waits."""

import sys
import time
from collections.abc import Callable

from django.core.management.base import CommandError
from django.utils import timezone

from mmbackup.management.medium_listing import content_lines, loss_lines
from mmbackup.management.whoami import whoami
from mmbackup.models import Drive, DriveAct
from mmbackup.services.drives.drive_acts import ask_drive, end_stale_acts
from mmbackup.services.drives.drive_look import DriveState
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.media.if_lost import if_lost
from mmbackup.services.media.relabel_medium import known_medium

PAUSE = 0.5  # seconds between two looks at an act that the worker does
Say = Callable[[str], object]


def do_at_drive(drive: Drive, verb: DriveAct.Verb, arguments: dict[str, str] | None = None) -> str:
    """Its answer; CommandError with what to do when it failed."""
    act = ask_drive(drive=drive, verb=verb, by=whoami(), now=timezone.now(), arguments=arguments or {})
    while not act.is_over:
        time.sleep(PAUSE)
        end_stale_acts(now=timezone.now())
        act.refresh_from_db()
    if act.state == DriveAct.State.FAILED:
        raise CommandError(f"{act.problem} {act.next_step}".rstrip())
    return act.answer


def relabel(drive: Drive, name: str, pool: str, confirm: str | None, say: Say) -> str:
    asked = _consent(drive, confirm, say)
    return do_at_drive(drive, DriveAct.Verb.RELABEL, {"name": name, "pool": pool or drive.pool, **asked})


def format_medium(drive: Drive, confirm: str | None, say: Say) -> str:
    return do_at_drive(drive, DriveAct.Verb.FORMAT, _consent(drive, confirm, say))


def _consent(drive: Drive, confirm: str | None, say: Say) -> dict[str, str]:
    """Shows what would be lost. The word comes with --confirm, or is typed when somebody is there."""
    look = look_into_drive(drive=drive)
    if look.state in {DriveState.EMPTY, DriveState.UNREACHABLE}:
        raise CommandError(look.problem)
    say(f"In {drive.name}: {look.name or 'a medium without a name of ours'}. All that lies on it is removed:")
    for line in content_lines(look):
        say(line)
    known = known_medium(drive=drive, uuid=look.uuid)
    for line in loss_lines(if_lost(medium=known)) if known else ():
        say(line)
    return {"typed": confirm if confirm is not None else _asked(look.word), "seen": look.mark}


def _asked(word: str) -> str:
    if not word:
        return ""
    if not sys.stdin.isatty():
        raise CommandError(f"Give --confirm '{word}' to go on.", returncode=2)
    return input(f"To confirm, type {word}: ")
