"""Channels to the receivers, and rules that send everything."""

from datetime import datetime

from mmbackup.models import Channel, NoticeRule
from mmbackup.services.notices.post_office import PostOffice
from mmbackup.services.notices.postman import Postman
from tests.services.notices.receivers import PATIENCE, Receiver


def channel_to(receiver: Receiver, name: str = "Hook", **rule: object) -> Channel:
    """Takes what its rule takes; without one, everything."""
    channel = Channel.objects.create(name=name, kind=receiver.kind, settings=receiver.settings)
    NoticeRule.objects.create(channel=channel, **rule)
    return channel


def post(*, now: datetime) -> None:
    """One look of the watchdog, and all that it has sent out is back."""
    office = PostOffice(postman=Postman())
    office.look(now=now)
    office.close(seconds=PATIENCE, now=now)
