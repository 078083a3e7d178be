"""One line of the manifest, as the readers write it for every file of a set.

A NUL stands where the frame belongs, which only the engine knows; JSON never holds a raw NUL.
"""

from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring_ascii as _quoted

from mmbackup.engine.format.accounts import group_name, user_name
from mmbackup.engine.format.archive import FOLDER, HARD_LINK, SYMLINK, Member

FRAME_HERE = b"\0"
TYPES = {b"0": "file", HARD_LINK: "hard link", SYMLINK: "symlink", FOLDER: "folder"}


@dataclass(frozen=True, slots=True)
class Origin:
    """The end of each line of one source: data type, server and item.

    subscribers: the folder, escaped, and the patterns that say what below it is whose; none: it is not known.
    """

    data_type: str
    server: str
    item: str
    subscribers: tuple[str, ...] = ()

    def text(self) -> str:
        pairs = (("data", self.data_type), ("server", self.server), ("item", self.item))
        told = ",".join(f'"{key}":{_quoted(value)}' for key, value in pairs)
        whose = ",".join(map(_quoted, self.subscribers))
        return f'{told},"subscribers":[{whose}]' if whose else told


def manifest_line(
    member: Member, *, size: int, sha256: str, at: int, origin: str, slice_text: str = ""
) -> bytes:
    """size is the file's own; at is where in its frame the member's headers begin.

    slice_text: which bytes of the file these are, when they are not all; sha256 is that of these.
    """
    name = member.name
    extras = f',"sha256":"{sha256}"' if sha256 else ""
    if member.link:
        extras += f',"link":{_text(member.link)}{_raw("link_raw", member.link)}'
    if member.xattrs:
        extras += ',"xattrs":true'
    if slice_text:
        extras += f',"slice":{slice_text}'
    return (
        f'{{"path":{_text(name)}{_raw("raw", name)},"type":"{TYPES[member.kind]}","size":{size}'
        f',"mtime_ns":{member.mtime_ns},"mode":{member.mode},{_owner(member.uid, member.gid)}{extras}'
        f',{origin},"frame":\0,"at":{at}}}\n'
    ).encode()


def frame_text(piece: str, offset: int) -> bytes:
    """What takes the NUL's place."""
    return f'["{piece}",{offset}]'.encode()


def _text(name: bytes) -> str:
    return _quoted(name.decode("utf-8", "surrogateescape"))


def _raw(key: str, name: bytes) -> str:
    """The bytes in hexadecimal when they are no UTF-8."""
    if name.isascii():
        return ""
    try:
        name.decode()
    except UnicodeDecodeError:
        return f',"{key}":"{name.hex()}"'
    return ""


@lru_cache(maxsize=4096)
def _owner(uid: int, gid: int) -> str:
    user, group = user_name(uid).decode(), group_name(gid).decode()
    return f'"uid":{uid},"gid":{gid},"user":{_quoted(user)},"group":{_quoted(group)}'
