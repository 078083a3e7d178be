"""Media, pools, places, drives, keys."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from mmbackup.models import Custody, DriveAct, Medium, Pool
from mmbackup.services.drives.drive_look import DriveState
from portal.api.shapes.values import Name, Reason, Text, among
from portal.pools.forms import MOST_MONTHS, MOST_NIGHTS

Status = Annotated[Medium.Status, among(Medium.Status)]
Place = Annotated[Medium.Place, among(Medium.Place)]
Rotation = Annotated[Pool.Rotation, among(Pool.Rotation)]
Verb = Annotated[DriveAct.Verb, among(DriveAct.Verb)]
ActState = Annotated[DriveAct.State, among(DriveAct.State)]
Act = Annotated[Custody.Act, among(Custody.Act)]
LookState = Annotated[DriveState, among(DriveState)]


class MediumShape(Schema):
    """Sizes in bytes. place_name: which shelf or vault, or which drive."""

    uuid: UUID
    name: str
    pool: str
    status: Status
    status_reason: str
    place: Place
    place_name: str
    capacity: int
    free: int
    last_seen_at: datetime
    first_used_at: datetime | None
    last_written_at: datetime | None
    write_count: int
    read_errors: int
    replace_by: date | None

    @staticmethod
    def resolve_place_name(medium: Medium) -> str:
        in_drive = medium.place == Medium.Place.IN_DRIVE and medium.last_drive
        return medium.last_drive.name if in_drive and medium.last_drive else medium.place_name


class CustodyShape(Schema):
    """Who did what to a medium. place: where it was afterwards."""

    at: datetime
    by: str
    act: Act
    place: str
    detail: str


class LossShape(Schema):
    """What could no longer be restored without a medium."""

    words: str


class Because(Schema):
    reason: Reason


class MoveWish(Schema):
    """place: the name of one of /places."""

    place: Name


class ReplaceByWish(Schema):
    """null: never."""

    replace_by: date | None


Nights = Annotated[int, Field(ge=0, le=MOST_NIGHTS)]
Months = Annotated[int, Field(ge=0, le=MOST_MONTHS)]
Weekday = Annotated[int, Field(ge=0, le=6, description="0 Monday to 6 Sunday")]


class PoolShape(Schema):
    """keys: names of those that its backups are encrypted to; none: plain."""

    id: int
    name: str
    rotation: Rotation
    retention_nights: int
    label_blank: bool
    night: int
    replace_after_months: int
    keys: list[str]

    @staticmethod
    def resolve_keys(pool: Pool) -> list[str]:
        return sorted(key.name for key in pool.keys.all())


class PoolChange(Schema):
    """What is left out stays as it is."""

    rotation: Rotation | None = None
    retention_nights: Nights | None = None
    label_blank: bool | None = None
    night: Weekday | None = None
    replace_after_months: Months | None = None
    keys: Annotated[list[Name], Field(max_length=100)] | None = None


class NewPool(Schema):
    name: Name
    rotation: Rotation = Pool.Rotation.ALTERNATE
    retention_nights: Nights = 0
    label_blank: bool = False
    night: Weekday = 6
    replace_after_months: Months = 12


class PlaceShape(Schema):
    id: int
    name: str
    kind: str


class PlaceWish(Schema):
    """kind: "on shelf" is at hand, "in vault" is safe, elsewhere."""

    name: Name
    kind: Annotated[str, Field(pattern="^(on shelf|in vault)$")] = "on shelf"


class DriveShape(Schema):
    """What it is set up as; what is in it, /drives/{id} tells. settings: those of its kind, such as path."""

    id: int
    name: str
    kind: str
    pool: str
    weekly_pool: str
    monthly_pool: str
    settings: dict[str, Any]


class DriveWish(Schema):
    """settings: those of its kind, as docs/configuration.md lists them."""

    name: Name
    kind: Name
    pool: Name = "nightly"
    weekly_pool: Name | None = None
    monthly_pool: Name | None = None
    settings: dict[str, Any] = {}


class LookShape(Schema):
    """What is in a drive. seen_at: null when it was seen just now. problem is empty when all is well."""

    state: LookState
    name: str
    uuid: str
    pool: str
    capacity: int
    free: int
    write_protected: bool
    problem: str
    seen_at: datetime | None
    sets: list[str]
    mark: str
    word: str

    @staticmethod
    def resolve_sets(look: Any) -> list[str]:
        return [one.name for one in look.sets]


class DriveWithLook(DriveShape):
    look: LookShape


class ActWish(Schema):
    """verb: what is done at the drive. label and relabel take a name, and a pool where it is another one.

    relabel and format remove all that lies on the medium: seen and typed are the mark and the word that the
    drive's look told. import takes in what lies on it.
    """

    verb: Verb
    name: Text = ""
    pool: Text = ""
    seen: Text = ""
    typed: Text = ""


class InsertWish(Schema):
    """A medium of an emulated drive's shelf."""

    name: Name


class ProtectWish(InsertWish):
    """on: it can be read, not written."""

    on: bool = True


class ActShape(Schema):
    """Ask again until state is done or failed."""

    id: UUID
    verb: Verb
    state: ActState
    asked_at: datetime
    asked_by: str
    ended_at: datetime | None
    answer: str
    problem: str
    next_step: str


class KeyWish(Schema):
    """public: an age recipient, age1…"""

    name: Name
    public: Text


class RetireWish(Schema):
    """knowing: the pools that have no key left then; their media are refused from now on."""

    knowing: Annotated[list[Name], Field(max_length=200)] = []


class KeyShape(Schema):
    """A public key. No secret one is known to the API."""

    id: int
    name: str
    public: str
    origin: str
    is_usable: bool
    made_at: datetime
    made_by: str
    confirmed_at: datetime | None
    retired_at: datetime | None


class LookAheadShape(Schema):
    """What the coming night will be. foretold is an outcome, empty where it is not known."""

    at: datetime
    due_at: datetime | None
    foretold: str
    sentence: str
    next_step: str
    medium: str = Field(alias="medium_name")
    expected_medium: str
    size_expected: int | None
    room: int | None
    first_partial_on: date | None
