"""Runs the checks side by side, each within its time. One that hangs is left behind, and says so."""

import logging
import queue
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection

from mmbackup.models import Site
from mmbackup.services.diagnostics.finding import Check, Finding, Result, unknown, worst_first

logger = logging.getLogger(__name__)
_hanging: dict[str, threading.Thread] = {}  # checks that have not come back; none is begun a second time


def run_checks(*, checks: Sequence[Check], site: Site, now: datetime) -> Iterator[Result]:
    """Each result as soon as it is there."""
    done: queue.SimpleQueue[Result] = queue.SimpleQueue()
    began = time.monotonic()
    waiting = {check.slug: check for check in checks}
    for check in checks:
        if not _begin(check, site, now, done):
            done.put(_late(check, 0.0))
    while waiting:
        try:
            result = done.get(timeout=max(0.0, _next_limit(waiting, began) - time.monotonic()))
        except queue.Empty:
            check = min(waiting.values(), key=lambda each: each.seconds)
            result = _late(check, check.seconds)
        if waiting.pop(result.check.slug, None):
            yield result


def run_check(*, check: Check, site: Site, now: datetime) -> Result:
    """Here and now, without a limit."""
    began = time.monotonic()
    findings = worst_first(_look(check, site, now))
    return Result(check, findings, time.monotonic() - began, socket.gethostname())


def _begin(check: Check, site: Site, now: datetime, done: "queue.SimpleQueue[Result]") -> bool:
    """False while an earlier one still hangs."""
    late = _hanging.get(check.slug)
    if late is not None and late.is_alive():
        return False
    thread = threading.Thread(target=_run, args=(check, site, now, done), name=check.slug, daemon=True)
    _hanging[check.slug] = thread
    thread.start()
    return True


def _run(check: Check, site: Site, now: datetime, done: "queue.SimpleQueue[Result]") -> None:
    try:
        done.put(run_check(check=check, site=site, now=now))
    finally:
        connection.close()  # this thread's own


def _look(check: Check, site: Site, now: datetime) -> Sequence[Finding]:
    """The edge: a check that fails is a finding, and costs no other its own."""
    try:
        return tuple(check.look(site, now)) or (unknown("There was nothing to look at.", ""),)
    except Exception as error:
        logger.exception("The check %s failed", check.slug)
        return (unknown(f"It could not be looked at: {error}", "See the portal's log for the whole error."),)


def _next_limit(waiting: dict[str, Check], began: float) -> float:
    return began + min(check.seconds for check in waiting.values())


def _late(check: Check, seconds: float) -> Result:
    sentence = f"No answer within {check.seconds:g} seconds."
    step = "See what hangs: a dead network mount, a drive, or a server that is overloaded."
    return Result(check, (unknown(sentence, step),), seconds, socket.gethostname())
