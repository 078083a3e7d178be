"""What must be there before anything starts: the tables, the static files, somebody who can log in."""

import socket
from datetime import datetime

from django.core.management import call_command
from django.utils import timezone

from mmbackup.environment import env
from mmbackup.models import Member, Role, Schedule
from mmbackup.services.people.add_person import add_person
from mmbackup.services.people.passwords import one_time_password
from mmbackup.services.schedule import apply_schedule

ADMINISTRATOR = "admin"


def make_ready() -> str | None:
    """The first administrator's password, when it was made up just now: it is known nowhere else."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    tell_beat(now=timezone.now())
    return _first_administrator()


def tell_beat(*, now: datetime) -> None:
    """What beat is to do may be more than it was when the configuration was imported."""
    for schedule in Schedule.objects.select_related("site"):
        apply_schedule(schedule=schedule, now=now)


def _first_administrator() -> str | None:
    if Member.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exists():
        return None
    given = env.str("MMBACKUP_ADMIN_PASSWORD", default="")
    password = given or one_time_password()
    add_person(
        name=ADMINISTRATOR,
        password=password,
        role=Role.ADMINISTRATOR,
        now=timezone.now(),
        must_change_password=not given,
    )
    return None if given else password


def port_is_free(port: int) -> bool:
    """Asked before anything is changed."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
