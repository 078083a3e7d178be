"""Whether a channel's receiver takes what it is sent, and the alarm that says when it does not.

A channel is nobody's site's: the alarm stands at every one, as people look at one at a time.
"""

from datetime import datetime

from django.db.models import QuerySet

from mmbackup.engine.codes import CHANNEL_FAILING
from mmbackup.models import Channel, Delivery, Site
from mmbackup.services.alarms import alarmed_location, raise_alarm, resolve_alarm
from mmbackup.services.notices.fact import Fact
from mmbackup.services.notices.letter import NotDelivered
from mmbackup.services.notices.retrying import ALARMED_AFTER
from mmbackup.services.notices.tell import tell
from mmbackup.services.site import all_sites


def channel_delivered(*, channel: Channel, now: datetime) -> None:
    """What waits for another try need not wait any longer."""
    own = Channel.objects.filter(pk=channel.pk)
    own.update(delivered_at=now)
    if own.filter(failing_since__isnull=False).update(failing_since=None, last_error=""):
        hurry(channel=channel, now=now)
        judge_channels(reason=f"{channel.name} delivers again", now=now)


def channel_failed(*, channel: Channel, error: NotDelivered, tries: int, now: datetime) -> None:
    """Alarmed when trying again has not helped, or will not."""
    own = Channel.objects.filter(pk=channel.pk)
    own.update(last_error=str(error))
    own.filter(failing_since__isnull=True).update(failing_since=now)
    if error.is_permanent or tries >= ALARMED_AFTER:
        _alarm(channel, str(error), now)


def hurry(*, channel: Channel, now: datetime) -> None:
    """What was tried in vain is tried again at once. What waits for its rule's hours was never tried."""
    due = Delivery.objects.filter(channel=channel, state=Delivery.State.DUE, tries__gt=0)
    due.filter(next_try_at__gt=now).update(next_try_at=now)


def judge_channels(*, reason: str, now: datetime) -> None:
    """After a channel has come back, was changed or is gone: without one that fails, nothing is alarmed."""
    if _failing().exists():
        return
    for site in all_sites():
        resolve_alarm(site=site, code=CHANNEL_FAILING, reason=reason, now=now)


def _alarm(channel: Channel, error: str, now: datetime) -> None:
    channel.refresh_from_db(fields=["failing_since"])
    names = ", ".join(_failing().values_list("name", flat=True))
    for site in all_sites():
        _alarm_at(site, channel, names, f"{channel.name}: {error}", now)


def _alarm_at(site: Site, channel: Channel, names: str, detail: str, now: datetime) -> None:
    alarmed = alarmed_location(site=site, code=CHANNEL_FAILING)
    is_raised = raise_alarm(site=site, code=CHANNEL_FAILING, location=names, detail=detail, now=now)
    if not is_raised and channel.name not in alarmed.split(", "):
        tell(fact=_fact_of_another(site, channel, detail), now=now)


def _fact_of_another(site: Site, channel: Channel, detail: str) -> Fact:
    """The alarm stands already, for another channel; those that are left are to hear of this one too."""
    return Fact(
        site,
        f"channel {channel.pk} fails since {channel.failing_since} at site {site.pk}",
        CHANNEL_FAILING.level,
        f"ALARM {CHANNEL_FAILING.name} ({CHANNEL_FAILING.level}): {channel.name} fails too",
        detail,
        code=CHANNEL_FAILING.name,
        address="/alarming/notifications/",
    )


def _failing() -> QuerySet[Channel]:
    return Channel.objects.filter(enabled=True, failing_since__isnull=False)
