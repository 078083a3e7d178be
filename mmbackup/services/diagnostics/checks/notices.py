"""The channels by which people are told outside the portal, and whether the last notice arrived."""

from collections.abc import Iterator
from datetime import datetime

from mmbackup.models import Channel, Site
from mmbackup.services.diagnostics.finding import Finding, bad, clock_time, good, unknown, warning

ADD = "Add one under Alarming > Notifications: by mail, say."
MEND = "Look at it under Alarming > Notifications, and press Test."


def notices(site: Site, _now: datetime) -> Iterator[Finding]:
    channels = list(Channel.objects.filter(enabled=True))
    if not channels:
        yield warning("Nobody is told of anything outside this portal.", ADD)
    for channel in channels:
        yield _of_channel(channel, site)


def _of_channel(channel: Channel, site: Site) -> Finding:
    if channel.failing_since is not None:
        words = f"{channel.name} ({channel.kind}) fails since {clock_time(channel.failing_since, site)}"
        return bad(f"{words}: {channel.last_error or 'no reason is known'}", MEND)
    if channel.delivered_at is None:
        return unknown(f"{channel.name} ({channel.kind}): nothing was sent yet.", MEND)
    when = clock_time(channel.delivered_at, site)
    return good(f"{channel.name} ({channel.kind}): something arrived last on {when}.")
