"""The broker, and the worker who listens there."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mmbackup.celery import app
from mmbackup.models import Site
from mmbackup.services.broker import PATIENCE, BrokerUnreachable, connected_broker
from mmbackup.services.diagnostics.finding import Finding, bad, good, unknown, warning

MANY = 20  # messages that nobody has taken
START_WORKER = "Start it (make run, systemctl start, docker compose up), and see its log for why it ended."


def broker(_site: Site, _now: datetime) -> Iterator[Finding]:
    try:
        with connected_broker() as connection:
            channel: Any = connection.default_channel
            waiting = int(channel.client.llen(app.conf.task_default_queue))
    except BrokerUnreachable as error:
        yield bad("The broker does not answer.", error.next_step)
        return
    if waiting > MANY:
        yield warning(f"The broker answers; {waiting} messages wait to be taken.", START_WORKER)
    else:
        yield good("The broker answers.")


def worker(_site: Site, _now: datetime) -> Iterator[Finding]:
    """Asked by a message, as a night is."""
    try:
        with connected_broker() as connection:
            answers = app.control.ping(timeout=PATIENCE, connection=connection)
    except BrokerUnreachable as error:
        yield unknown("Without the broker no worker can be asked.", error.next_step)
        return
    names = [name for answer in answers or () for name in answer]
    if not names:
        yield bad(f"No worker answered within {PATIENCE:g} seconds: no night would begin.", START_WORKER)
    for name in names:
        yield good("A worker answers.", host=name.partition("@")[2])
