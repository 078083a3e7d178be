"""Gathers members of the archive until a frame is full, then compresses it and hands it to the engine."""

import mmap
from collections.abc import Callable
from dataclasses import dataclass, field

from mmbackup.engine.format.archive import Member, padding
from mmbackup.engine.format.file_line import file_line
from mmbackup.engine.format.frame import FrameCompressor
from mmbackup.engine.format.manifest_line import manifest_line
from mmbackup.engine.format.private_keys import is_private_key
from mmbackup.engine.format.slices import Slice
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.entry import FOLDER, KIND, PATH, SIZE, SOURCE, Entry
from mmbackup.engine.sources.origins import Placing
from mmbackup.engine.sources.shared import RAW_SIZE, SharedMemory

_SAVED, _SAVED_KEY = "saved", "saved, private key"
_ZEROS = bytes(512)


# source, files, size, gone files, their size, lines of the log, their number
AccountRow = tuple[int, int, int, int, int, bytes, int]


@dataclass(slots=True)
class Account:
    """What became of one source's entries in a frame: counts, and lines of the log."""

    files: int = 0
    size: int = 0
    gone_files: int = 0
    gone_size: int = 0
    lines: list[bytes] = field(default_factory=list)


class FrameBuilder:
    """One frame after the other. send and take_slot are the reader's; take_slot may wait."""

    def __init__(
        self,
        placings: list[Placing],
        memory: SharedMemory,
        send: Callable[[Message], None],
        take_slot: Callable[[], int],
    ) -> None:
        self.view = memoryview(mmap.mmap(-1, RAW_SIZE))
        self.position = 0
        self.unit = 0
        self.placings = placings
        self._memory = memory
        self._send = send
        self._take_slot = take_slot
        self._compressor = FrameCompressor()
        self._begin()

    def _begin(self) -> None:
        self.position = 0
        self._lines: list[bytes] = []
        self._accounts: dict[int, Account] = {}
        self._errors: list[tuple[int, str]] = []

    @property
    def is_empty(self) -> bool:
        return not (self.position or self._accounts or self._errors)

    def forget_content(self) -> None:
        """Drop what is in the frame; accounts and errors, which speak of other entries, stay."""
        self.position = 0
        self._lines.clear()

    def put(self, content: bytes) -> None:
        """Headers, a map, anything short."""
        end = self.position + len(content)
        self.view[self.position : end] = content
        self.position = end

    def pad(self, size: int) -> None:
        """Zeros after a member's size bytes of content, to the next block."""
        self.put(_ZEROS[: padding(size)])

    def record(
        self, entry: Entry, member: Member, *, size: int, sha256: str, at: int, slice_text: str = ""
    ) -> None:
        """A line of the manifest."""
        origin = self.placings[entry[SOURCE]].origin_of(entry)
        self._lines.append(
            manifest_line(member, size=size, sha256=sha256, at=at, origin=origin, slice_text=slice_text)
        )

    def saved(self, entry: Entry, path: bytes, size: int, outcome: str) -> None:
        account = self._account(entry)
        account.files += 1
        account.size += size
        if outcome == _SAVED and is_private_key(path):
            outcome = _SAVED_KEY
        account.lines.append(file_line(self._shown(entry, path), size, outcome))

    def saved_slice(self, entry: Entry, path: bytes, one: Slice) -> None:
        """The file counts as saved with its last slice."""
        account = self._account(entry)
        account.files += one.is_last
        account.size += one.size
        account.lines.append(file_line(self._shown(entry, path), one.size, f"slice {one.number} saved"))

    def gone(self, entry: Entry, outcome: str) -> None:
        """Noted; not to be saved any more."""
        account = self._count_gone(entry)
        account.lines.append(file_line(self._shown(entry, entry[PATH]), 0, outcome))

    def vanished(self, entry: Entry) -> None:
        """It was listed, and is there no more."""
        self.gone(entry, self.placings[entry[SOURCE]].gone)

    def failed(self, entry: Entry, text: str) -> None:
        """An error of its source."""
        self._count_gone(entry)
        self._errors.append((entry[SOURCE], text))

    def _count_gone(self, entry: Entry) -> Account:
        account = self._account(entry)
        if entry[KIND] != FOLDER:
            account.gone_files += 1
            account.gone_size += entry[SIZE]
        return account

    def _shown(self, entry: Entry, path: bytes) -> bytes:
        return self.placings[entry[SOURCE]].shown(entry, path)

    def _account(self, entry: Entry) -> Account:
        account = self._accounts.get(entry[SOURCE])
        if account is None:
            account = self._accounts[entry[SOURCE]] = Account()
        return account

    def hand_over(self, next_index: int, *, done: bool = False, whole: bool = True) -> None:
        """The frame goes to the engine. whole: it ends where a file ends; done: its unit ends with it."""
        slot, length = -1, 0
        if self.position:
            frame = self._compressor.compress(self.view[: self.position])
            slot, length = self._take_slot(), len(frame)
            self._memory.slot(slot, length)[:] = frame
        accounts: list[AccountRow] = [
            (source, one.files, one.size, one.gone_files, one.gone_size, b"".join(one.lines), len(one.lines))
            for source, one in self._accounts.items()
        ]
        manifest = b"".join(self._lines)
        place = (slot, length, self.position)
        self._send(("frame", self.unit, place, (next_index, whole, done), manifest, accounts, self._errors))
        self._begin()
