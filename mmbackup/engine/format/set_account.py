"""What a backup set tells of itself: the shapes of set.json and verified.json, and their bounds."""

from datetime import datetime
from typing import NamedTuple

from mmbackup.engine.tally import Tally

SET_NAME = "set.json"
VERIFIED_NAME = "verified.json"
VERIFIED_ROOM = 4096
SET_LIMIT = 20 << 20  # 100,000 files take 15 MB
LIST_LIMIT = 64 << 20  # bytes of set.json that are read of a medium's sets at once: ours have some 50 KB each
MOST_FILES = 100_000
MOST_TALLIES = 10_000
MOST_PARTS = 1_000
LONGEST_VERDICT = 700
LONGEST_BY = 100
MOST_RECIPIENTS = 20


class SetFile(NamedTuple):
    """One file of a set, set.json and verified.json excepted."""

    name: str
    size: int
    sha256: str


class Verification(NamedTuple):
    """A read back that found every byte as written."""

    verified_at: datetime
    by: str
    verdict: str
    set_sha256: str


class EarlierPart(NamedTuple):
    """A part that was written before, on another medium; its manifest lies in this part too."""

    part: int
    medium_uuid: str
    medium_name: str
    files: int
    manifest: str


class BackupSet(NamedTuple):
    """All of set.json. verification is what verified.json says, if it speaks of this very set.json.

    recipients are the age public keys that its files are encrypted to; none: they are plain.
    parts is 0 in all parts but the last of several, which alone knows how many there are.
    """

    uuid: str
    name: str
    part: int
    parts: int
    site: str
    run_id: str
    medium_uuid: str
    medium_name: str
    started_at: datetime
    written_at: datetime
    tallies: tuple[Tally, ...]
    errors: int
    files: tuple[SetFile, ...]
    verification: Verification | None = None
    earlier: tuple[EarlierPart, ...] = ()
    recipients: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of its files; set.json and verified.json come on top."""
        return sum(file.size for file in self.files)

    @property
    def is_verified(self) -> bool:
        return self.verification is not None

    @property
    def servers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tally.server for tally in self.tallies))

    @property
    def is_partial(self) -> bool:
        return any(tally.left_out_files for tally in self.tallies)
