"""What an index knows of a set, of its files, and how people say which of them they want."""

from datetime import datetime
from typing import NamedTuple

from mmbackup.engine.format.slices import Slice


class IndexHead(NamedTuple):
    """One part of a set. set_sha256 is of the set.json on its medium, which must still be that one."""

    set_uuid: str
    part: int
    name: str
    medium_uuid: str
    medium_name: str
    started_at: datetime
    set_sha256: str


class IndexedFile(NamedTuple):
    """A line of the manifest. path is the name in the archive, "server/path/below/root", as bytes.

    kind is "file", "hard link", "symlink" or "folder"; data_type is a slug; sizes in bytes. piece, frame and
    at say where its headers begin: the piece's name, the frame's offset in it, the offset in the frame's
    archive bytes. sha256 is empty where there is no content; that of a slice is of the slice alone. user and
    group are the owners' names, empty where the manifest knows none; has_xattrs: the headers hold some.
    """

    path: bytes
    kind: str
    size: int
    mtime_ns: int
    mode: int
    uid: int
    gid: int
    sha256: str
    link: bytes
    data_type: str
    server: str
    item: str
    piece: str
    frame: int
    at: int
    slice: Slice | None = None
    user: str = ""
    group: str = ""
    has_xattrs: bool = False


class Pick(NamedTuple):
    """What is wanted: all that agrees with each field that is not empty. path takes all below it too."""

    data_type: str = ""
    server: str = ""
    path: bytes = b""


class Query(NamedTuple):
    """What is looked for: all that agrees with each field that is not empty.

    text is a part of the path; subscriber a part of it that stands between slashes, or a file's name up to
    its first dot; letters may be large or small. Times are of the last change: from since_ns on, before
    until_ns.
    """

    text: str = ""
    subscriber: str = ""
    since_ns: int | None = None
    until_ns: int | None = None
    data_type: str = ""
    server: str = ""
    under: bytes = b""


class Child(NamedTuple):
    """A row of a page. files and size of a folder are of all below it, in the newest set that has it."""

    path: bytes
    name: bytes
    kind: str
    size: int
    mtime_ns: int  # 0 where a folder was not saved itself
    mode: int
    data_type: str
    server: str
    files: int
    head: IndexHead  # of the newest part that holds it

    @property
    def is_folder(self) -> bool:
        return self.kind == "folder"


class Page(NamedTuple):
    """after, given back, leads to the next page; empty at the end."""

    entries: tuple[Child, ...]
    after: str = ""


class PlanTally(NamedTuple):
    """data_type is a slug."""

    data_type: str
    server: str
    files: int
    size: int


class PlannedPart(NamedTuple):
    """What a restore takes from one medium. number, from 1, is the order in which the media are asked for."""

    number: int
    set_uuid: str
    set_name: str
    set_sha256: str
    part: int
    medium_uuid: str
    medium_name: str
    files: int
    size: int
