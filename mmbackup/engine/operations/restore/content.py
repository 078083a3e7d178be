"""What lies in a set's pieces, by the index's addresses: members' headers, checked, and their bytes.

Nothing found there is believed: memory is bounded by what one of our own frames takes (frame_reader), or one
encrypted piece, and a member must be the one that the index says it is.
"""

from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from mmbackup.engine.errors import FormatError, MediumDamaged
from mmbackup.engine.format.archive import FILE, FOLDER, SYMLINK, Member, headers
from mmbackup.engine.format.frame_reader import LARGEST_FRAME, FrameOpener, extent
from mmbackup.engine.format.member_reader import Found, read_member
from mmbackup.engine.format.slices import slice_name
from mmbackup.engine.index.shapes import IndexedFile

MOST_OPEN = 4
LATEST = (1 << 63) - 1  # nanoseconds, as the manifest's reader bounds them
LEAST_RAW = (
    64 << 10
)  # of a frame behind which a file goes on: else an enemy's file costs far more than its size
MOST_PARTS_OF_A_PIECE = 9_999_999
_CODES = {"file": FILE, "symlink": SYMLINK, "folder": FOLDER}


class Piece(Protocol):
    """One file of a set, as plain bytes."""

    size: int

    def read_at(self, offset: int, size: int) -> bytes: ...

    def close(self) -> None: ...


class Shelf(Protocol):
    """Where pieces are opened by their names: MediumDamaged for one that is not there.

    digits: how wide the number is at the end of a piece that goes on from another.
    """

    digits: int

    def open(self, name: str) -> Piece: ...


class Place(NamedTuple):
    piece: str
    offset: int


class Frame(NamedTuple):
    """A frame's archive bytes, and where the next one begins."""

    raw: bytes
    next: Place


class Opened(NamedTuple):
    """A member's headers, the frame that they stand in, and how many bytes of content follow."""

    found: Found
    frame: Frame


class SetContent:
    """Not for two threads at once. The frame read last is kept, as files stand side by side in it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._opener = FrameOpener()
        self._pieces: OrderedDict[str, Piece] = OrderedDict()
        self._last: tuple[Place, Frame | FormatError | MediumDamaged] | None = None

    def member(self, entry: IndexedFile, most: int = LARGEST_FRAME) -> Opened:
        """The headers at the entry's address. most: the most bytes that its frame takes, if known."""
        frame = self._frame(Place(entry.piece, entry.frame), most)
        found = _as_written(entry, frame.raw)
        if found is None:
            found = read_member(frame.raw, entry.at)
            _check_same(entry, found)
        return Opened(found, frame)

    def content(self, opened: Opened) -> Iterator[memoryview]:
        """The member's bytes, a frame after the other; a sparse file's begin with its map."""
        found, frame = opened
        left, view = found.member.size, memoryview(frame.raw)[found.start :]
        while left:
            chunk = view[:left]
            left -= len(chunk)
            if chunk:
                yield chunk
            if left:
                if len(frame.raw) < LEAST_RAW:
                    raise FormatError("a frame is smaller than any that we write within a file")
                frame = self._read(frame.next, LARGEST_FRAME)
                view = memoryview(frame.raw)

    def close(self) -> None:
        while self._pieces:
            self._pieces.popitem()[1].close()

    def _frame(self, place: Place, most: int) -> Frame:
        if self._last is None or self._last[0] != place:
            self._last = (place, self._read_or_fault(place, most))
        frame = self._last[1]
        if isinstance(frame, Frame):
            return frame
        raise type(frame)(str(frame))

    def _read_or_fault(self, place: Place, most: int) -> Frame | FormatError | MediumDamaged:
        """What is broken is broken for each of the frame's files, and not read anew for each."""
        try:
            return self._read(place, most)
        except (FormatError, MediumDamaged) as error:
            return error

    def _read(self, place: Place, most: int) -> Frame:
        if place.offset < 0:
            raise FormatError("a frame cannot begin before its piece")
        piece = self._piece(place.piece)
        stored = memoryview(piece.read_at(place.offset, min(most, LARGEST_FRAME)))
        if len(stored) < LARGEST_FRAME and place.offset + len(stored) >= piece.size:
            stored = self._with_what_follows(place, piece, stored)
        length, raw = extent(stored)
        frame = self._opener.open(stored[:length], raw)
        return Frame(frame, self._normal(Place(place.piece, place.offset + length)))

    def _with_what_follows(self, place: Place, piece: Piece, stored: memoryview) -> memoryview:
        """A large file's frame may begin in one file of a piece and end in the next."""
        try:
            length = extent(stored).length
        except FormatError:
            length = len(stored) + 1
        if length <= len(stored):
            return stored
        try:
            following = self._piece(_name_after(place.piece, self._shelf.digits))
        except MediumDamaged:
            return stored
        offset = max(0, place.offset - piece.size)
        return memoryview(bytes(stored) + following.read_at(offset, LARGEST_FRAME - len(stored)))

    def _normal(self, place: Place) -> Place:
        """A place at the end of a piece's file, or behind it, lies in the next file."""
        size = self._piece(place.piece).size
        if place.offset < size:
            return place
        return Place(_name_after(place.piece, self._shelf.digits), place.offset - size)

    def _piece(self, name: str) -> Piece:
        piece = self._pieces.get(name)
        if piece is None:
            if len(self._pieces) >= MOST_OPEN:
                self._pieces.popitem(last=False)[1].close()
            piece = self._pieces[name] = self._shelf.open(name)
        else:
            self._pieces.move_to_end(name)
        return piece


def _name_after(piece: str, digits: int) -> str:
    """messages.0001.tar.zst goes on in messages.0001.tar.zst.002, and so on."""
    stem, _, number = piece.rpartition(".")
    if not (number.isascii() and number.isdigit()):
        return f"{piece}.{2:0{digits}}"
    if int(number) >= MOST_PARTS_OF_A_PIECE:
        raise FormatError("a piece has too many files")
    return f"{stem}.{int(number) + 1:0{digits}}"


def _as_written(entry: IndexedFile, raw: bytes) -> Found | None:
    """Headers that are to the byte what we would write need no reading. None where they are anything else."""
    if entry.kind != "file" or entry.has_xattrs or entry.slice is not None or entry.link or entry.size < 0:
        return None
    member = Member(entry.path, FILE, entry.mode, entry.uid, entry.gid, entry.size, entry.mtime_ns)
    head = headers(member)
    return Found(member, entry.at + len(head)) if raw.startswith(head, max(0, entry.at)) else None


def _check_same(entry: IndexedFile, found: Found) -> None:
    """What the headers say is what the manifest said."""
    member = found.member
    name = slice_name(entry.path, entry.slice.number) if entry.slice else _name(entry)
    if member.kind != _CODES.get(entry.kind) or member.name.rstrip(b"/") != name.rstrip(b"/"):
        raise FormatError("another member stands where the manifest says it is")
    size = entry.slice.size if entry.slice else entry.size
    if entry.kind == "file" and size != (member.size if found.real_size is None else found.real_size):
        raise FormatError("its size in the archive is not that of the manifest")
    if entry.kind != "file" and member.size:
        raise FormatError("content stands where none belongs")
    if entry.kind == "symlink" and member.link != entry.link:
        raise FormatError("it leads elsewhere than the manifest says")
    member.mtime_ns = max(-LATEST, min(member.mtime_ns, LATEST))
    theirs = (member.mode, member.uid, member.gid, member.mtime_ns)
    if theirs != (entry.mode, entry.uid, entry.gid, entry.mtime_ns):
        raise FormatError("its owner, mode or time in the archive is not that of the manifest")


def _name(entry: IndexedFile) -> bytes:
    """A further name of a file that is restored as a file of its own is found under the file's first name."""
    return entry.link if entry.kind == "file" and entry.link else entry.path
