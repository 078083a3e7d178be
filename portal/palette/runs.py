"""Runs, by their day, their outcome or their kind; the newest first."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.timezone import localtime, make_aware

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Site
from portal.days import can_be_told
from portal.live.run_pages import page_of_run
from portal.logs.kinds import address_of_log
from portal.looks import look_of_run
from portal.palette.dates import day_meant
from portal.palette.hit import MOST_OF_A_KIND, Hit

KINDS: dict[str, tuple[str, ...]] = {
    "backup": (Run.Kind.UNATTENDED, Run.Kind.ATTENDED),
    **{word: (kind,) for kind in Run.Kind for word in (kind.value, kind.label.casefold())},
}


def runs_like(site: Site, text: str, today: date) -> list[Hit]:
    """Nothing is asked of the database when the text means neither."""
    asked = _asked(text.casefold(), today)
    if asked is None:
        return []
    found = Run.objects.filter(asked, site=site).select_related("log").order_by("-queued_at")
    return [_hit(run) for run in found[:MOST_OF_A_KIND]]


def _asked(text: str, today: date) -> Q | None:
    day = day_meant(text, today)
    if day is not None and can_be_told(day):
        begin = make_aware(datetime.combine(day, time()))
        return Q(queued_at__gte=begin, queued_at__lt=begin + timedelta(days=1))
    outcomes = [outcome for outcome in Outcome if outcome.casefold().startswith(text)]
    kinds = [kind for word, its_kinds in KINDS.items() if word.startswith(text) for kind in its_kinds]
    return Q(outcome__in=outcomes) | Q(kind__in=kinds) if outcomes or kinds else None


def _hit(run: Run) -> Hit:
    began = localtime(run.started_at or run.queued_at)
    look = look_of_run(run)
    log = getattr(run, "log", None)
    address = address_of_log(log) if log else page_of_run(run)
    return Hit(f"{began:%a %b %-d %Y, %H:%M}", f"{run.in_words} · {look.word}", address, look.icon)
