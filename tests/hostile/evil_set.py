"""A set as an enemy makes it: any bytes anywhere, yet sizes and checksums agree, so that it gets deep."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import zstandard

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format import archive
from mmbackup.engine.format.archive import Member, headers, padding
from mmbackup.engine.format.identity import IDENTITY_NAME, Identity
from mmbackup.engine.format.identity import encode as encode_identity
from mmbackup.engine.format.manifest_line import Origin, manifest_line
from mmbackup.engine.format.readme import README_NAME, RESTORE_NAME, readme, restore_script
from mmbackup.engine.format.set_account import BackupSet, SetFile
from mmbackup.engine.format.set_text import encode
from mmbackup.engine.tally import Tally

STARTED = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)
NAME = "20261122T030500Z-full-auto"
PIECE = "messages.0001.tar.zst"
ORIGIN = Origin("messages", "MSS1", "messages").text()
MTIME = 1_700_000_000_123_456_789
Change = Callable[[dict[str, Any]], None]


def framed(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1, write_checksum=True).compress(raw)


def member(name: bytes, *, kind: bytes = archive.FILE, size: int = 0, **more: Any) -> Member:
    usual: dict[str, Any] = {"mode": 0o755 if kind == archive.FOLDER else 0o644, "uid": 0, "gid": 0}
    return Member(name, kind, size=size, mtime_ns=more.pop("mtime_ns", MTIME), **{**usual, **more})


@dataclass
class EvilSet:
    """Members are added one after the other, each in a frame of its own; write() puts all onto a medium."""

    uuid: str = field(default_factory=lambda: str(uuid4()))
    medium_uuid: str = field(default_factory=lambda: str(uuid4()))
    name: str = NAME
    pieces: dict[str, bytearray] = field(default_factory=dict)
    lines: list[bytes] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    change: Change = lambda _account: None

    def add(self, name: bytes, content: bytes = b"", *, kind: bytes = archive.FILE, **more: Any) -> None:
        """As we would write it."""
        one = member(name, kind=kind, size=len(content), **more)
        stored = framed(headers(one) + content + bytes(padding(len(content))))
        self.add_line(one, content, self.add_frame(stored))

    def add_raw(self, one: Member, raw: bytes, content: bytes = b"", **changes: object) -> None:
        """These archive bytes, and a manifest's line for one with these changes; None takes a key away."""
        self.add_line(one, content, self.add_frame(framed(raw)), **changes)

    def add_frame(self, frame: bytes, piece: str = PIECE) -> tuple[str, int]:
        """Its address."""
        stored = self.pieces.setdefault(piece, bytearray())
        stored += frame
        return piece, len(stored) - len(frame)

    def add_line(self, one: Member, content: bytes, frame: tuple[str, int], **changes: object) -> None:
        digest = sha256(content).hexdigest() if one.kind == archive.FILE else ""
        made = manifest_line(one, size=len(content), sha256=digest, at=0, origin=ORIGIN)
        entry = json.loads(made.replace(b"\0", json.dumps(frame).encode())) | changes
        kept = {key: value for key, value in entry.items() if value is not None}
        self.lines.append(json.dumps(kept).encode() + b"\n")

    def write(self, content: Path) -> Path:
        """Onto the medium whose files lie in content; answer the set's folder."""
        folder = content / self.name
        folder.mkdir(parents=True)
        for name, stored in self._stored().items():
            (folder / name).write_bytes(stored)
        self.seal(folder)
        identity = Identity(self.medium_uuid, "Evil A", "nightly", STARTED)
        (content / IDENTITY_NAME).write_bytes(encode_identity(identity))
        (content / README_NAME).write_bytes(readme())
        (content / RESTORE_NAME).write_bytes(restore_script())
        return folder

    def seal(self, folder: Path) -> None:
        """Write set.json for whatever lies in the folder."""
        present = [
            path for path in sorted(folder.iterdir()) if path.name not in {"set.json", "verified.json"}
        ]
        files = tuple(_set_file(path) for path in present if path.is_file() and not path.is_symlink())
        account = json.loads(encode(self.account(files)))
        self.change(account)
        (folder / "set.json").write_text(_one_a_line(account))

    def account(self, files: tuple[SetFile, ...]) -> BackupSet:
        count = len(self.lines)
        tallies = (Tally(DataType.MESSAGES, "MSS1", count, 999, count, 999),)
        where = (self.uuid, self.name, 1, 1, "Head Office", str(uuid4()), self.medium_uuid, "Evil A")
        return BackupSet(*where, STARTED, STARTED, tallies, 0, files)

    def _stored(self) -> Mapping[str, bytes]:
        pieces = {name: bytes(stored) + framed(archive.END) for name, stored in self.pieces.items()}
        manifest = {"manifest.jsonl.zst": zstandard.compress(b"".join(self.lines))}
        return {**pieces, **manifest, "LOG.txt": b"the log\n", **self.files}


def _set_file(path: Path) -> SetFile:
    return SetFile(path.name, path.stat().st_size, sha256(path.read_bytes()).hexdigest())


def _one_a_line(account: Mapping[str, object]) -> str:
    """restore.sh reads lists a line an element."""
    lines = []
    for key, value in account.items():
        text = json.dumps(value)
        if isinstance(value, list):
            text = "[\n" + ",\n".join(f"    {json.dumps(element)}" for element in value) + "\n  ]"
        lines.append(f"  {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
