"""Alarms programs that are not heard of. Each that lives looks at all, so also at the watchdog."""

import socket
from collections.abc import Mapping
from datetime import datetime, timedelta

from mmbackup.engine.codes import PROGRAM_SILENT
from mmbackup.models import Heartbeat, Site
from mmbackup.services.alarms import alarmed_location, raise_alarm, resolve_alarm
from mmbackup.services.diagnostics.finding import clock_time
from mmbackup.services.heartbeats.heard import MEANING, silent
from mmbackup.services.notices.fact import Fact
from mmbackup.services.notices.tell import tell
from mmbackup.services.site import all_sites

SETTLING = timedelta(minutes=5)  # a machine that starts begins one program after the other


def judge_programs(*, seen_from: str, now: datetime) -> None:
    """At every site: none has its nights without them. Who has only just begun itself alarms nobody."""
    found = silent(now=now)
    if found and not _has_settled(seen_from, now):
        return
    for site in all_sites():
        if found:
            _alarm(site, found, now)
        else:
            resolve_alarm(site=site, code=PROGRAM_SILENT, reason="All programs are heard of again", now=now)


def _has_settled(name: str, now: datetime) -> bool:
    own = Heartbeat.objects.filter(name=name, host=socket.gethostname())
    return own.filter(since__lte=now - SETTLING).exists()


def _alarm(site: Site, found: Mapping[str, datetime | None], now: datetime) -> None:
    words = {name: _words(site, name, at) for name, at in found.items()}
    before = alarmed_location(site=site, code=PROGRAM_SILENT).split(", ")
    names, detail = ", ".join(found), "\n".join(words.values())
    is_raised = raise_alarm(site=site, code=PROGRAM_SILENT, location=names, detail=detail, now=now)
    for name in () if is_raised else words.keys() - set(before):
        tell(fact=_fact_of_another(site, name, found[name], words[name]), now=now)


def _words(site: Site, name: str, at: datetime | None) -> str:
    when = f"was last heard of on {clock_time(at, site)}" if at else "was never heard of"
    return f"The program {name} {when}. {MEANING[name]} Start it, and see its log for why it ended."


def _fact_of_another(site: Site, name: str, at: datetime | None, words: str) -> Fact:
    """The alarm stands already, for another program."""
    code = PROGRAM_SILENT
    subject = f"ALARM {code.name} ({code.level}): {name} is not running either"
    key = f"program {name} silent at site {site.pk} since {at}"
    return Fact(site, key, code.level, subject, words, code=code.name, address="/alarming/active/")
