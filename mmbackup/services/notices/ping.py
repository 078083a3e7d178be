"""The dead-man ping: a watcher outside is asked for after each verified success, and tells when none comes.

A failure is not pinged: silence says it, and says it also when this server is gone.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction

from mmbackup.engine.codes import WATCHER_UNREACHABLE
from mmbackup.models import Delivery, Ping, Site
from mmbackup.services.alarms import raise_alarm, resolve_alarm
from mmbackup.services.notices.carrying import words_without
from mmbackup.services.notices.deliver import CLAIMED_FOR
from mmbackup.services.notices.kinds.asking import ask
from mmbackup.services.notices.kinds.checking import tls_of
from mmbackup.services.notices.letter import NotDelivered, Receipt
from mmbackup.services.notices.postman import Came, Errand, Postman
from mmbackup.services.notices.retrying import ALARMED_AFTER, next_try
from mmbackup.services.preferences import preferences
from mmbackup.services.site import all_sites

NAME = "ping"


def hand_out_ping(*, postman: Postman, now: datetime) -> None:
    """Only the newest is ever due."""
    address = preferences().ping_address
    if not address:
        _no_more(now)
        return
    due = Ping.objects.filter(state=Delivery.State.DUE, next_try_at__lte=now).first()
    if due is None or postman.is_out(NAME):
        return
    claimed = Ping.objects.filter(pk=due.pk, state=Delivery.State.DUE, next_try_at=due.next_try_at)
    if claimed.update(next_try_at=now + CLAIMED_FOR):
        postman.send(name=NAME, errands=[Errand(due.pk, partial(_ping, address))])


def remember_ping(*, came: Iterable[Came], now: datetime) -> None:
    for one in came:
        ping = Ping.objects.select_related("run__site").filter(pk=one.number).first()
        if one.name == NAME and ping is not None:
            with transaction.atomic():
                _remember(ping, one.result, now)


def _ping(address: str) -> Receipt:
    try:
        return ask(address, tls=tls_of({}))
    except NotDelivered as error:
        raise NotDelivered(words_without(str(error), [address])) from None


def _remember(ping: Ping, result: Receipt | NotDelivered | None, now: datetime) -> None:
    due = Ping.objects.filter(pk=ping.pk, state=Delivery.State.DUE)
    if isinstance(result, NotDelivered):
        tries = ping.tries + 1
        again = next_try(tries=tries, now=now)
        state = Delivery.State.DUE if again else Delivery.State.GIVEN_UP
        due.update(state=state, next_try_at=again or now, tries=tries, error=str(result))
        if tries >= ALARMED_AFTER:
            _alarm(ping.run.site, str(result), now)
    else:
        due.update(state=Delivery.State.DELIVERED, delivered_at=now, tries=ping.tries + 1, error="")
        _resolve("A ping has arrived", now)


def _alarm(site: Site, error: str, now: datetime) -> None:
    raise_alarm(site=site, code=WATCHER_UNREACHABLE, location="outside watcher", detail=error, now=now)


def _no_more(now: datetime) -> None:
    """No address is set, or it was emptied."""
    Ping.objects.filter(state=Delivery.State.DUE).update(state=Delivery.State.GIVEN_UP)
    _resolve("No watcher is set any more", now)


def _resolve(reason: str, now: datetime) -> None:
    for site in all_sites():
        resolve_alarm(site=site, code=WATCHER_UNREACHABLE, reason=reason, now=now)
