"""What runs on a server: a look at it, with what is proposed of each data item."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, WithJsonSchema

from mmbackup.engine.profiles.registry import PROFILES
from mmbackup.models import HostLook
from mmbackup.services.discover.standing import Standing
from portal.api.shapes.values import Text, among

LookState = Annotated[HostLook.State, among(HostLook.State)]
StandingShape = Annotated[Standing, among(Standing)]
ProfileName = Annotated[Text, WithJsonSchema({"type": "string", "enum": ["", *PROFILES]})]


class HostLookWish(Schema):
    """profile: left out, what fits best is taken."""

    profile: ProfileName = ""


class ProposalShape(Schema):
    """key: by which it is adopted. files and size: null for what cannot be counted before it is read.

    is_more: there are more. is_most: all that lies there was counted, of which it takes what it names.
    """

    key: str
    kind: str
    settings: dict[str, Any]
    reason: str
    standing: StandingShape
    files: int | None
    size: int | None
    is_more: bool
    is_most: bool
    closed: list[str]


class ProposedItemShape(Schema):
    item: str
    proposals: list[ProposalShape]
    why_none: str


class UnsavedShape(Schema):
    what: str
    reason: str


class HostLookShape(Schema):
    """items and unsaved are empty until state is done; problem unless it failed."""

    id: UUID
    state: LookState
    server: str
    profile: str
    asked_at: datetime
    asked_by: str
    ended_at: datetime | None
    problem: str
    items: list[ProposedItemShape]
    unsaved: list[UnsavedShape]


class AdoptWish(Schema):
    """choose: keys of proposals that are new."""

    choose: Annotated[list[Text], Field(min_length=1, max_length=500)]


class AdoptedShape(Schema):
    server: str
    sources: list[str]
