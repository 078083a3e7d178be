"""The Celery application: beat sends, a drive's worker receives. Data never passes through the broker."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, heartbeat_sent, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mmbackup.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # they load all pages, which no task needs

app = Celery("mmbackup")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_scheduler = "mmbackup.beat:NightScheduler"
app.autodiscover_tasks(["mmbackup"])


@worker_ready.connect
@beat_init.connect
def catch_up(**_signal: Any) -> None:
    """A night missed while the machine, beat or the worker was off is looked for at once."""
    from mmbackup.services.broker import try_to_hand_over_night  # noqa: PLC0415  Django is not set up before
    from mmbackup.services.site import all_sites  # noqa: PLC0415  the same
    from mmbackup.services.wait_for_tables import wait_for_tables  # noqa: PLC0415  the same

    wait_for_tables()
    for site in all_sites():
        try_to_hand_over_night(site_id=site.pk)


@heartbeat_sent.connect
def say_that_the_worker_lives(**_signal: Any) -> None:
    """Every two seconds; what is written of it is once a minute."""
    from django.utils import timezone  # noqa: PLC0415  Django is not set up before

    from mmbackup.services.heartbeats.live import live  # noqa: PLC0415  the same

    live(name="worker", now=timezone.now())
