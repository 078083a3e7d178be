"""The swap's facts for pages that ask again every few seconds: twenty of them cost what one does.

They are put together anew as soon as a run, an alarm, the configuration, where a medium is or what is in the
drive is another one, and every ten seconds in any case: a shelf, too, may have been changed meanwhile.
"""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Max

from mmbackup.models import Alarm, Change, Custody, DriveAct, LookAhead, Run, Site
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.site import drive_of
from mmbackup.services.swap import Swap, swap

LOOKED_AT = timedelta(seconds=10)

Facts = tuple[Any, ...]


class _Kept(NamedTuple):
    facts: Facts
    at: datetime
    swap: Swap


_kept: dict[int, _Kept] = {}
_turn = threading.Lock()  # whoever comes while another looks waits for what that one sees


def swap_again(*, site: Site, now: datetime) -> Swap:
    """As swap(). The run at work is as it is just now."""
    runs = list(Run.objects.filter(site=site, ended_at__isnull=True))
    drive = drive_of(site=site)
    look = look_into_drive(drive=drive) if drive else None
    facts = (look, *_of_runs(site, runs), *_of_the_rest(site))
    with _turn:
        kept = _kept.get(site.pk)
        if kept is None or kept.facts != facts or not kept.at <= now < kept.at + LOOKED_AT:
            kept = _kept[site.pk] = _Kept(facts, now, swap(site=site, now=now, look=look))
    at_work = kept.swap.open_run
    return replace(kept.swap, open_run=next((run for run in runs if run == at_work), at_work))


def forget() -> None:
    """What was kept."""
    _kept.clear()


def _of_runs(site: Site, runs: list[Run]) -> Facts:
    """Of the open ones, and of the last that ended: how far they are is no matter."""
    ended = Run.objects.filter(site=site, ended_at__isnull=False).order_by("-ended_at")
    told = tuple((run.pk, run.state, run.phase, run.cancel_asked) for run in runs)
    return (told, ended.values_list("pk", "ended_at").first())


def _of_the_rest(site: Site) -> Facts:
    """The newest line of each book is enough: lines are only added."""
    books = (Change, Custody, LookAhead)
    newest = tuple(book.objects.aggregate(newest=Max("pk"))["newest"] for book in books)
    acts = DriveAct.objects.order_by("-pk").values_list("pk", "state").first()
    alarms = Alarm.objects.filter(site=site, resolved_at__isnull=True).order_by("pk")
    return (newest, acts, tuple(alarms.values_list("pk", "detail", "acknowledged_at")))
