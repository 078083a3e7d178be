"""manage.py up: all of mmbackup on this machine, until Ctrl-C. `make run` calls it."""

import http.client
import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from mmbackup.environment import DATA_DIR, env
from mmbackup.management.product_command import ProductCommand
from mmbackup.models import Site
from mmbackup.running.first_backup import Steps, first_backup
from mmbackup.running.keeper import Keeper
from mmbackup.running.one_at_a_time import RunsAlready, one_at_a_time
from mmbackup.running.programs import broker, others
from mmbackup.running.setting_up import ADMINISTRATOR, make_ready, port_is_free
from mmbackup.sample.installing import install_sample
from mmbackup.services.site import the_site


class Command(ProductCommand):
    help = "Set up and run everything: broker, worker, beat, watchdog and portal, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        port = env.int("PORT", default=8000)
        parser.add_argument("--port", type=int, default=port, help=f"the portal's port (PORT, now {port})")

    def handle(self, *_args: Any, port: int, **_options: Any) -> None:
        address = f"http://127.0.0.1:{port}/"
        try:
            with one_at_a_time(address):
                self._run(port, address)
        except RunsAlready as error:
            raise CommandError(
                f"mmbackup runs already, at {error}, on {DATA_DIR}. Nothing was changed."
            ) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped while setting up. The next start goes on from there.") from None

    def _run(self, port: int, address: str) -> None:
        if not port_is_free(port):
            raise CommandError(f"Port {port} is in use. Choose another: make run PORT={port + 1}")
        self._say(f"mmbackup keeps its data in {DATA_DIR}")
        password = make_ready()
        site = the_site() or self._sample()
        keeper = Keeper(_environment(), self._say)
        try:
            for program in [*broker(), *others(port=port)]:
                keeper.start(program)
            keeper.keep(self._greet(site, port, address, password))
        finally:
            self._say("Ending.")
            keeper.end()
        self._say("mmbackup has ended; its data stays. `make run` starts it again.")

    def _sample(self) -> Site:
        self._say("Making the sample messaging system: MSS1 with 200 subscribers, and MAS1, 100 MB")
        return install_sample(now=timezone.now())

    def _greet(self, site: Site, port: int, address: str, password: str | None) -> Steps:
        while not _answers(port):
            yield
        schedule = site.schedule
        self._say("")
        self._say(f"  Portal   {address}")
        self._say(f"  Log in   {ADMINISTRATOR}, {_about_password(password)}")
        if schedule.enabled:
            self._say(
                f"  Backup   every night at {schedule.at:%H:%M} ({site.time_zone}) onto {schedule.drive}"
            )
        self._say("  Ctrl-C   ends it")
        self._say("")
        yield from first_backup(site=site, say=self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _about_password(made_up: str | None) -> str:
    if made_up:
        return f"password {made_up} (for one time: shown this once, and changed when you log in)"
    return "with the password you know; a new one: .venv/bin/python manage.py person password admin"


def _environment() -> dict[str, str]:
    """Without the administrator's password, which no program needs any more."""
    kept = {name: value for name, value in os.environ.items() if name != "MMBACKUP_ADMIN_PASSWORD"}
    return {**kept, "MMBACKUP_DATA_DIR": str(DATA_DIR), "PYTHONUNBUFFERED": "1"}


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", settings.LOGIN_URL)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
