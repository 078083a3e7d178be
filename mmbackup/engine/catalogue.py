"""What a messaging system's backup consists of: data types in order of priority, and their data items."""

from enum import Enum, StrEnum
from typing import NamedTuple


class ServerKind(StrEnum):
    """The two kinds of machines a site has."""

    MSS = "MSS"
    MAS = "MAS"


class DataType(Enum):
    """The three data types. Their order is the priority in which they are saved."""

    SYSTEM = ("system-data", "System")
    NAMES = ("names-and-greetings", "Names and Greetings")
    MESSAGES = ("messages", "Messages")

    def __init__(self, slug: str, title: str) -> None:
        self.slug = slug
        self.title = title

    @classmethod
    def from_slug(cls, slug: str) -> "DataType":
        """Raise ValueError for an unknown slug."""
        for data_type in cls:
            if data_type.slug == slug:
                return data_type
        raise ValueError(f"unknown data type {slug!r}")


class DataItem(NamedTuple):
    """One thing of a data type, on one kind of server."""

    slug: str
    title: str
    server_kind: ServerKind
    data_type: DataType


DATA_ITEMS: tuple[DataItem, ...] = (
    DataItem("detailed-system-data", "Detailed system data", ServerKind.MSS, DataType.SYSTEM),
    DataItem("alarm-management", "Alarm management information", ServerKind.MSS, DataType.SYSTEM),
    DataItem("enabled-features", "List of enabled features", ServerKind.MSS, DataType.SYSTEM),
    DataItem("installed-software", "List of installed software", ServerKind.MSS, DataType.SYSTEM),
    DataItem(
        "networking",
        "Networking, connectivity and communication information",
        ServerKind.MSS,
        DataType.SYSTEM,
    ),
    DataItem(
        "subscribers",
        "Message headers, mailing lists, subscriber profiles, message-waiting indicator status",
        ServerKind.MSS,
        DataType.SYSTEM,
    ),
    DataItem("disk-configuration", "Hard disk configuration", ServerKind.MSS, DataType.SYSTEM),
    DataItem("voiced-names", "Voiced subscriber names", ServerKind.MSS, DataType.NAMES),
    DataItem("greetings", "Greetings", ServerKind.MSS, DataType.NAMES),
    DataItem("messages", "Messages", ServerKind.MSS, DataType.MESSAGES),
    DataItem("system-state", "System state", ServerKind.MAS, DataType.SYSTEM),
    DataItem("message-queue", "Messages not yet submitted for delivery", ServerKind.MAS, DataType.SYSTEM),
    DataItem("caller-applications", "Caller applications", ServerKind.MAS, DataType.SYSTEM),
    DataItem("hosts-file", "Hosts file", ServerKind.MAS, DataType.SYSTEM),
    DataItem("prompts-file", "Customized prompts file", ServerKind.MAS, DataType.SYSTEM),
)

_BY_KEY = {(item.server_kind, item.slug): item for item in DATA_ITEMS}


def data_item(server_kind: ServerKind, slug: str) -> DataItem:
    """Raise KeyError when that kind of server has no such item."""
    return _BY_KEY[(server_kind, slug)]


def items_of(server_kind: ServerKind) -> tuple[DataItem, ...]:
    """The items of one kind of server, in order of priority."""
    return tuple(item for item in DATA_ITEMS if item.server_kind is server_kind)
