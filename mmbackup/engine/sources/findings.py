"""What a listing gathers on its way, and hands over in batches so that memory stays flat."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mmbackup.engine.format.file_line import file_line
from mmbackup.engine.format.names import escape
from mmbackup.engine.sources.entry import FOLDER, Entry

_BATCH = 1000

# paths of folders that are listed one after the other, and where in them the part below the root begins
Folder = tuple[tuple[bytes, ...], int]


@dataclass(slots=True)
class Findings:
    """One batch. hand_over is called whenever enough has come together, and must take all of it."""

    source: int
    hand_over: Callable[["Findings"], None]
    entries: list[Entry] = field(default_factory=list)
    folders: list[Entry] = field(default_factory=list)
    pending: list[Folder] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        (self.folders if entry[5] == FOLDER else self.entries).append(entry)
        if len(self.entries) + len(self.folders) + len(self.lines) >= _BATCH:
            self.flush()

    def note(self, path: bytes, outcome: str) -> None:
        """Something that is not saved, and is not an error."""
        self.lines.append(file_line(path, 0, outcome))

    def fail(self, path: bytes, error: OSError) -> None:
        self.errors.append(f"{escape(path)}: {error.strerror or error}")

    def flush(self) -> None:
        self.hand_over(self)
        for gathered in (self.entries, self.folders, self.pending, self.lines, self.errors):
            gathered.clear()
