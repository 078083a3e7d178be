"""What came of some files of a restore, as one process tells another: plain values that marshal knows."""

from collections import Counter
from typing import Any

from mmbackup.engine.format.file_line import file_line
from mmbackup.engine.format.names import escape
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.outcomes import Became

_WORDS = {became: became.value for became in Became}  # plain texts, which marshal knows
Section = tuple[str, str, str]  # data type, server, item
Packed = tuple[Any, ...]


class Report:
    """counts: files and bytes by section and outcome; not_back: paths that were kept or failed."""

    def __init__(self) -> None:
        self.counts: dict[tuple[Section, str], list[int]] = {}
        self.lines: dict[Section, list[bytes]] = {}
        self.faults: list[tuple[Section, bytes, str]] = []
        self.kept: list[bytes] = []
        self.made: list[bytes] = []
        self.notes: Counter[str] = Counter()
        self.is_medium_in_doubt = False

    def tell(self, entry: IndexedFile, became: Became, reason: str = "") -> None:
        section = (entry.data_type, entry.server, entry.item)
        size = entry.slice.size if entry.slice and not became.is_whole else entry.size
        count = self.counts.setdefault((section, _WORDS[became]), [0, 0])
        count[0] += 1
        count[1] += size
        if became is Became.FAILED:
            self.faults.append((section, entry.path, reason))
        else:
            self.lines.setdefault(section, []).append(file_line(entry.path, size, _WORDS[became]))
        if became in {Became.KEPT, Became.NO_PLACE}:
            self.kept.append(entry.path)

    def packed(self) -> Packed:
        lines = [(section, b"".join(of_it), len(of_it)) for section, of_it in self.lines.items()]
        return (
            list(self.counts.items()),
            lines,
            self.faults,
            self.kept,
            self.made,
            dict(self.notes),
            self.is_medium_in_doubt,
        )


def fault_text(path: bytes, reason: str) -> str:
    return f"{escape(path)}: {reason}"
