"""The first backup, made by the way every night's is: queued, taken by the worker, written, read back.

Written as steps: the keeper takes one at each look, so that it never waits.
"""

from collections.abc import Callable, Generator

from django.utils import timezone

from mmbackup.engine.errors import BackupError
from mmbackup.models import Run, Site
from mmbackup.services.broker import BrokerUnreachable
from mmbackup.services.runs.request_backup import request_backup

Steps = Generator[None, None, None]


def first_backup(*, site: Site, say: Callable[[str], None]) -> Steps:
    """Nothing when there was a run before."""
    if Run.objects.filter(site=site).exists():
        return
    say("The first backup begins, as every night's will: through the queue to the worker.")
    try:
        run = yield from _requested(site)
    except BackupError as error:
        say(f"It could not be started: {error}. {error.next_step}")
        return
    while run.state != Run.State.ENDED:
        yield
        run.refresh_from_db()
    say(f"  {run.verdict}")
    say("Its log is in the portal: Logs > Backup and Restore Logs > View Backup Log.")


def _requested(site: Site) -> Generator[None, None, Run]:
    """The broker may still be starting."""
    while True:
        try:
            return request_backup(site=site, now=timezone.now())
        except BrokerUnreachable:
            yield
