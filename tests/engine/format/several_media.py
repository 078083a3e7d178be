"""A set on three media, written by hand as the format says, with one file in three slices."""

import hashlib
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.readme import readme, restore_script
from mmbackup.engine.format.set_account import BackupSet, SetFile
from mmbackup.engine.format.set_text import encode
from mmbackup.engine.tally import Tally
from tests.engine.format.trees import plant
from tests.engine.media.mounts import run

BASE = "20261122T101500Z-attended"
NOW = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
BIG = "MSS1/mail/big\nv\u00f6ice %s.wav"
ENCODED = r"MSS1/mail/big\012v\303\266ice\040\045s.wav"
NAMES = ("A", "B", "C")
_PLAIN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-"


class SeveralMedia:
    """media[k] is what lies on medium k, from 0; source the tree that it was made from."""

    def __init__(self, folder: Path, big: str = BIG, *, utf_8_only: bool = False) -> None:
        self.big = big
        self.uuid = str(uuid4())
        self.source = folder / "source"
        self.media = [folder / name for name in NAMES]
        self.medium_uuids = [str(uuid4()) for _ in NAMES]
        _plant_all(self.source, big, utf_8_only=utf_8_only)
        self.slices = _slices(self.source, big, folder / "slices")
        for number in range(len(NAMES)):
            self.write(number)

    def part(self, number: int) -> Path:
        return self.media[number] / f"{BASE}-{number + 1}"

    def names(self, number: int) -> list[bytes]:
        """Of part number; hard links stay together, folders come last."""
        spread = [path for path in sorted(self.source.rglob("*")) if path != self.source / self.big]
        mine = [path for place, path in enumerate(spread) if _belongs(path, place) == number]
        files = [path for path in mine if path.is_symlink() or not path.is_dir()]
        touched = [*mine, self.source / self.big]
        folders = {parent for path in touched for parent in path.parents if self.source in parent.parents}
        folders |= {path for path in mine if path not in files}
        ordered = [*files, *sorted(folders, key=lambda path: -len(path.parts))]
        return [os.fsencode(path.relative_to(self.source)) for path in ordered]

    def write(self, number: int) -> None:
        folder = self.part(number)
        folder.mkdir(parents=True)
        names = self.names(number)
        archive(folder / "messages.0001.tar", self.slices[number].parents[2], [_slice_name(self.big, number)])
        archive(folder / "messages.0002.tar", self.source, names)
        if number == 0:
            archive(folder / "system-data.0001.tar", self.source, [b"MAS1/hosts", b"MAS1"])
        (folder / "LOG.txt").write_text("the log\n")
        self._write_slices(number)
        self._write_manifests(number, names)
        self.write_set_json(number)
        (self.media[number] / "restore.sh").write_bytes(restore_script())
        (self.media[number] / "README.txt").write_bytes(readme())

    def _write_slices(self, number: int) -> None:
        sizes = [path.stat().st_size for path in self.slices]
        content = self.slices[number].read_bytes()
        numbers = f"{number + 1:04d} {sum(sizes[:number])} {len(content)} {sum(sizes)}"
        line = f"{numbers} {hashlib.sha256(content).hexdigest()} {encoded(os.fsencode(self.big))}\n"
        (self.part(number) / "slices.txt").write_text(line)

    def _write_manifests(self, number: int, names: list[bytes]) -> None:
        entries: list[dict[str, object]] = [
            {"path": self.big, "type": "file", "data": "messages", "server": "MSS1"}
        ]
        entries[0]["slice"] = {"number": number + 1, "offset": 0, "size": 1, "of": 3}
        entries += [_entry(self.source, name) for name in names]
        if number == 0:
            entries.append({"path": "MAS1/hosts", "type": "file", "data": "system-data", "server": "MAS1"})
        lines = "".join(json.dumps(entry, separators=(",", ":")) + "\n" for entry in entries)
        own = self.part(number) / "manifest.jsonl"
        own.write_text(lines)
        run("zstd", "-q", "--rm", str(own))
        for earlier in range(number):
            name = f"part-{earlier + 1:04d}.manifest.jsonl.zst"
            shutil.copy(self.part(earlier) / "manifest.jsonl.zst", self.part(number) / name)

    def write_set_json(self, number: int) -> None:
        """Anew, after a test has changed the files of the part; with its verification."""
        folder = self.part(number)
        paths = [path for path in sorted(folder.iterdir()) if path.name not in {"set.json", "verified.json"}]
        files = tuple(SetFile(path.name, path.stat().st_size, sha256(path)) for path in paths)
        parts = len(NAMES) if number == len(NAMES) - 1 else 0
        where = (str(uuid4()), self.medium_uuids[number], NAMES[number], NOW, NOW)
        tallies = (Tally(DataType.MESSAGES, "MSS1", 9, 999, 9, 999),)
        text = encode(
            BackupSet(self.uuid, folder.name, number + 1, parts, "Head Office", *where, tallies, 0, files)
        ).decode()
        (folder / "set.json").write_text(with_earlier(text, self._earlier(number)))
        verify(folder)

    def _earlier(self, number: int) -> list[str]:
        return [
            json.dumps(
                {
                    "part": earlier + 1,
                    "medium_uuid": self.medium_uuids[earlier],
                    "medium_name": NAMES[earlier],
                    "files": 10 + earlier,
                    "manifest": f"part-{earlier + 1:04d}.manifest.jsonl.zst",
                }
            )
            for earlier in range(number)
        ]


def with_earlier(text: str, earlier: list[str]) -> str:
    """set.json with the key between errors and tallies, unless it has one already."""
    before, _, after = text.partition('  "tallies": [')
    before = before.partition('  "earlier": [')[0]
    lines = ",\n".join(f"    {line}" for line in earlier)
    return f'{before}  "earlier": [\n{lines}\n  ],\n  "tallies": [{after}'


def verify(folder: Path) -> None:
    lines = ["{", '  "verified_at": "2026-11-22T10:41:07Z",', '  "verdict": "part verified",']
    text = "\n".join([*lines, f'  "set_sha256": "{sha256(folder / "set.json")}"', "}", ""])
    (folder / "verified.json").write_text(text)


def encoded(name: bytes) -> str:
    return "".join(chr(byte) if byte in _PLAIN else f"\\{byte:03o}" for byte in name)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def archive(piece: Path, root: Path, names: list[bytes]) -> None:
    tar = ("tar", "-c", "-C", str(root), "--format=pax", "--xattrs", "--sparse", "--numeric-owner")
    subprocess.run(
        [*tar, "--no-recursion", "--null", "--no-unquote", "-T", "-", "-f", str(piece)],
        input=b"\0".join(names),
        check=True,
        timeout=60,
    )
    run("zstd", "-q", "--rm", str(piece), "-o", f"{piece}.zst")


def _plant_all(source: Path, name: str, *, utf_8_only: bool) -> None:
    plant(source)
    folder, mail = source / "MAS1", source / "MSS1" / "mail"
    times = (mail.stat().st_mtime_ns, mail.parent.stat().st_mtime_ns)
    if utf_8_only:
        (mail / os.fsdecode(b"\xff\xfe")).unlink()
    folder.mkdir()
    (folder / "hosts").write_text("127.0.0.1 localhost\n")
    big = source / name
    big.write_bytes(os.urandom(70_000))
    os.chown(big, 1234, 2345)
    big.chmod(0o4440)
    os.setxattr(big, "user.voice", b"soprano")
    os.utime(big, ns=(0, 1_500_000_000_987_654_321))
    os.utime(mail, ns=(0, times[0]))
    os.utime(mail.parent, ns=(0, times[1]))


def _belongs(path: Path, place: int) -> int:
    if "MAS1" in path.parts:
        return -1
    return 0 if path.name in {"plain", "same as plain"} else place % len(NAMES)


def _slices(source: Path, name: str, folder: Path) -> list[Path]:
    """In a tree of its own each, so that tar stores them under the file's name."""
    content, status = (source / name).read_bytes(), (source / name).stat()
    made = []
    cuts = (0, 30_000, 60_000, len(content))
    for number in range(len(NAMES)):
        path = folder / str(number) / os.fsdecode(_slice_name(name, number))
        path.parent.mkdir(parents=True)
        path.write_bytes(content[cuts[number] : cuts[number + 1]])
        os.chown(path, status.st_uid, status.st_gid)
        path.chmod(status.st_mode & 0o7777)
        os.setxattr(path, "user.voice", b"soprano")
        os.utime(path, ns=(0, status.st_mtime_ns))
        made.append(path)
    return made


def _slice_name(name: str, number: int) -> bytes:
    """The last name is cut, so that the ending finds room in the 255 bytes of a name."""
    folder, _, base = os.fsencode(name).rpartition(b"/")
    return folder + b"/" + base[:235] + b".mmbackup-slice-%04d" % (number + 1)


def _entry(source: Path, name: bytes) -> dict[str, object]:
    path = source / os.fsdecode(name)
    kind = "symlink" if path.is_symlink() else "folder" if path.is_dir() else "file"
    return {"path": os.fsdecode(name), "type": kind, "data": "messages", "server": "MSS1"}
