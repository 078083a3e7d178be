"""What is told: alarms, events, changes, notices; and the site itself."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from mmbackup.models import Alarm, Change, Delivery, Notice
from portal.api.shapes.values import Clock, Name, SiteName, among

Via = Annotated[Change.Via, among(Change.Via)]


class AlarmShape(Schema):
    """acknowledged_by is a user's name. An alarm without resolved_at is active."""

    id: int
    name: str
    level: str
    location: str
    detail: str
    alarmed_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    resolve_reason: str

    @staticmethod
    def resolve_acknowledged_by(alarm: Alarm) -> str | None:
        return alarm.acknowledged_by.get_username() if alarm.acknowledged_by else None


class EventShape(Schema):
    id: int
    at: datetime
    application: str
    event_id: str
    count: int
    message: str


class FieldShape(Schema):
    """As people read them; null: there was none, or there is none any more."""

    field: str
    old: Any
    new: Any


class ChangeShape(Schema):
    """address: where from."""

    id: int
    at: datetime
    who: str
    role: str
    via: Via
    address: str
    site: str | None
    deed: str
    subject: str
    fields: list[FieldShape]

    @staticmethod
    def resolve_site(change: Change) -> str | None:
        return change.site.name if change.site else None


class DeliveryShape(Schema):
    """Of one notice on one channel."""

    id: int
    channel: str
    state: str
    tries: int
    error: str
    delivered_at: datetime | None

    @staticmethod
    def resolve_channel(delivery: Delivery) -> str:
        return delivery.channel.name


class ReceiptShape(Schema):
    """What the receiver answered."""

    answer: str


class NoticeShape(Schema):
    id: int
    at: datetime
    level: str
    code: str
    is_end: bool
    subject: str
    text: str
    deliveries: list[DeliveryShape]

    @staticmethod
    def resolve_deliveries(notice: Notice) -> list[Delivery]:
        return list(notice.deliveries.all())


class SiteShape(Schema):
    id: int
    name: str
    time_zone: str


class SiteWish(Schema):
    """time_zone: an IANA name such as Europe/Berlin."""

    name: SiteName
    time_zone: Name = "UTC"


class ScheduleShape(Schema):
    """Times on the site's clock, such as 03:05; weekdays by their names. verify_after_days 0: never."""

    at: str
    enabled: bool
    drive: str | None
    catch_up_hours: int
    look_ahead_at: str
    make_up_by_itself: bool
    attended_wait_hours: int
    drill_enabled: bool
    drill_weekday: str
    drill_at: str
    verify_after_days: int
    next_run_at: datetime | None


class ScheduleChange(Schema):
    """What is left out stays as it is."""

    at: Clock | None = None
    enabled: bool | None = None
    drive: Name | None = None
    catch_up_hours: Annotated[int, Field(ge=0, le=23)] | None = None
    look_ahead_at: Clock | None = None
    make_up_by_itself: bool | None = None
    attended_wait_hours: Annotated[int, Field(ge=1, le=720)] | None = None
    drill_enabled: bool | None = None
    drill_weekday: Name | None = None
    drill_at: Clock | None = None
    verify_after_days: Annotated[int, Field(ge=0, le=3650)] | None = None
