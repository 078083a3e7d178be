"""A ping is owed from the moment a verified success is recorded. Called in that transaction."""

from datetime import datetime

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Delivery, Ping, Run
from mmbackup.services.preferences import preferences


def owe_ping(*, run: Run, now: datetime) -> None:
    """Of the nightly backup alone: a watcher outside waits for that. Earlier ones are owed no more."""
    is_success = run.kind == Run.Kind.UNATTENDED and Outcome(run.outcome).is_verified
    if not is_success or not preferences().ping_address:
        return
    Ping.objects.filter(state=Delivery.State.DUE).update(state=Delivery.State.GIVEN_UP)
    Ping.objects.create(run=run, next_try_at=now)
