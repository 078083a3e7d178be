"""Handing work to the broker within seconds, or saying plainly that it cannot be reached."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from kombu import Connection
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from mmbackup.celery import app
from mmbackup.engine.errors import BackupError

NIGHTLY_TASK = "mmbackup.tasks.nightly"
LOOK_AHEAD_TASK = "mmbackup.tasks.look_ahead"
PROOF_TASK = "mmbackup.tasks.prove"
PATIENCE = 2.0  # seconds for each step
logger = logging.getLogger(__name__)


class BrokerUnreachable(BackupError):
    """The broker did not take a message in time. Nothing was started."""

    retry_helps = True
    next_step = "See that the broker runs (make run, systemctl status, or docker compose ps), then try again."


def hand_over(*, task: str, arguments: tuple[str | int, ...] = (), expires: timedelta | None = None) -> None:
    """Send one message; raise BrokerUnreachable when that is not possible now."""
    seconds = expires.total_seconds() if expires else None
    with connected_broker() as connection:
        app.send_task(task, arguments, connection=connection, retry=False, expires=seconds)


def reach_broker() -> None:
    """Raise BrokerUnreachable when it does not answer now."""
    with connected_broker() as connection:
        connection.default_channel  # noqa: B018  it is asked as soon as there is a channel


@contextmanager
def connected_broker() -> Iterator[Connection]:
    """For one conversation. Raise BrokerUnreachable when there is none, or it breaks off."""
    options = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "max_retries": 0,  # kombu would knock for ever otherwise
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
    }
    try:
        with app.connection_for_write(connect_timeout=PATIENCE, transport_options=options) as connection:
            yield connection
    except (KombuError, RedisError, OSError) as error:
        raise BrokerUnreachable("the broker cannot be reached, so no worker would hear of it") from error


def try_to_hand_over_night(*, site_id: int, expires: timedelta = timedelta(minutes=1)) -> bool:
    """Ask any worker to see whether a site's night is due. In vain, it is no harm; an old one is dropped."""
    try:
        hand_over(task=NIGHTLY_TASK, arguments=(site_id,), expires=expires)
    except BrokerUnreachable as error:
        logger.warning("The night could not be handed over: %s", error)
        return False
    return True
