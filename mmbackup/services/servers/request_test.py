"""A source is tried out where the backup runs: asked for here, done by a worker, one at a time for a site."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from mmbackup.engine.errors import BackupError
from mmbackup.models import Server, Source, SourceTest
from mmbackup.services.broker import BrokerUnreachable, hand_over
from mmbackup.services.configuration.checking import checked_source
from mmbackup.services.configuration.values import Values
from mmbackup.services.history.remember_change import FieldChange, remember_change

SOURCE_TEST_TASK = "mmbackup.tasks.test_source"
SILENCE = timedelta(minutes=2)  # whoever tries it gives a sign of life every few seconds
KEPT = timedelta(days=1)
OPEN = (SourceTest.State.QUEUED, SourceTest.State.RUNNING)


class AnotherTestUnderWay(BackupError):
    retry_helps = True
    next_step = "Wait for its end, or cancel it."


def request_test(
    *, server: Server, values: Values, source: Source | None, by: str, now: datetime
) -> SourceTest:
    """values as in the file; TableFaulty when they are not right. A command is run, so the history tells."""
    checked_source(server=server, values=values, instead_of=source)
    test = queue_test(server=server, values=values, source=source, by=by, now=now)
    try:
        hand_over(task=SOURCE_TEST_TASK, arguments=(str(test.pk),), expires=SILENCE)
    except BrokerUnreachable:
        SourceTest.objects.filter(pk=test.pk, state=SourceTest.State.QUEUED).delete()
        raise
    return test


def queue_test(
    *, server: Server, values: Values, source: Source | None, by: str, now: datetime
) -> SourceTest:
    end_silent_tests(now=now)
    SourceTest.objects.filter(site=server.site_id, ended_at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            test = SourceTest.objects.create(
                site=server.site,
                server_name=server.name,
                server_kind=server.kind,
                source_id=source.pk if source else None,
                values=values,
                asked_at=now,
                asked_by=by,
                heard_at=now,
            )
            _tell(server, values, now)
    except IntegrityError as error:
        raise AnotherTestUnderWay("another source is being tested") from error
    return test


def cancel_test(*, test: SourceTest) -> bool:
    return bool(SourceTest.objects.filter(pk=test.pk, state__in=OPEN).update(cancel_asked=True))


def end_silent_tests(*, now: datetime) -> int:
    """How many nobody does any more: their process is gone, or there was no worker."""
    silent = SourceTest.objects.filter(state__in=OPEN, heard_at__lte=now - SILENCE)
    problem = "Nobody tried it: see that the worker runs (make run, or systemctl status mmbackup-worker)."
    return silent.update(state=SourceTest.State.FAILED, ended_at=now, problem=problem)


def _tell(server: Server, values: Values, now: datetime) -> None:
    shown = [FieldChange(key, None, values[key]) for key in ("kind", "roots", "argv") if key in values]
    what = f"source {server.name} / {values['item']} / {values['name']}"
    remember_change(deed="source tested", subject=what, now=now, site=server.site, fields=shown)
