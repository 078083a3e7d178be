"""How lists are narrowed: what stands in their addresses."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from portal.api.paging import Paging
from portal.api.shapes.media import Place, Status
from portal.api.shapes.runs import Ended, Kind, LogKind, State
from portal.api.shapes.values import LongText, Text, When

Moment = Annotated[When | None, Field(description="as it was then; without it the newest")]
Only = Annotated[UUID | None, Field(description="of this backup alone")]
Since = Annotated[When | None, Field(description="not before")]
Until = Annotated[When | None, Field(description="before")]


class _Narrowed(Paging):
    def lookups(self, **fields: str) -> dict[str, Any]:
        """Of what is given, by the name of the table's field where that is another one."""
        given = self.dict(exclude={"limit", "cursor"}, exclude_none=True)
        return {fields.get(name, name): value for name, value in given.items()}


class RunsAsked(_Narrowed):
    kind: Kind | None = None
    state: State | None = None
    outcome: Ended | None = None
    since: Since = None
    until: Until = None


class LogsAsked(_Narrowed):
    kind: LogKind | None = None


class EventsAsked(_Narrowed):
    event_id: Text | None = None
    since: Since = None
    until: Until = None


class AlarmsAsked(Paging):
    active: Annotated[bool | None, Field(description="those that are active, or those that are over")] = None


class ChangesAsked(Paging):
    who: Text = ""
    deed: Annotated[Text, Field(description="a part of what was done")] = ""
    text: Annotated[Text, Field(description="a part of to what, or of a value")] = ""
    since: Since = None
    until: Until = None


class MediaAsked(_Narrowed):
    pool: Text | None = None
    status: Status | None = None
    place: Place | None = None
    name: Annotated[Text | None, Field(description="a part of it")] = None


class _OfBackups(Paging):
    moment: Moment = None
    set: Only = None


class FolderAsked(_OfBackups):
    folder: Annotated[LongText, Field(description="as a path was told; without it the top")] = ""


class SubscribersAsked(_OfBackups):
    name: Annotated[Text, Field(description="its beginning")] = ""
    server: Text = ""


class FilesAsked(_OfBackups):
    text: Annotated[Text, Field(description="a part of the path")] = ""
    subscriber: Annotated[Text, Field(description="a part of the path between slashes")] = ""
    data_type: Text = ""
    server: Text = ""
