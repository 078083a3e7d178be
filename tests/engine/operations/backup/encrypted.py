"""Encrypted sets for tests: a key pair, and what lies on a medium opened with the plain tools."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from pyrage import x25519

from mmbackup.engine.format.decryption import decrypt, decrypting, public_of
from mmbackup.engine.format.manifest import read_manifest
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.operations.backup.night import Night

SECRET, SPARE = (str(x25519.Identity.generate()) for _ in range(2))
RECIPIENTS = (public_of(SECRET), public_of(SPARE))


def plain_pieces(folder: Path, data_type: str, secret: str = SECRET) -> dict[str, bytes]:
    """By their plain names, in the order in which they are unpacked."""
    pieces = {
        path.name.removesuffix(".age"): decrypt(path.name, path.read_bytes(), [secret])
        for path in folder.glob(f"{data_type}.*.age")
    }
    return dict(sorted(pieces.items()))


def unpack_encrypted(folder: Path, target: Path, secret: str = SECRET) -> Path:
    """With age, zstd and tar."""
    target.mkdir()
    key = target.parent / f"{target.name}.key"
    key.write_text(f"{secret}\n")
    words = (
        f"for piece in *.tar.zst.age; do age -d -i '{key}' \"$piece\"; "
        f'for more in "${{piece%.age}}".*.age; do [ ! -f "$more" ] || age -d -i \'{key}\' "$more"; done; '
        f"done | zstd -dcq | tar -xi --xattrs --xattrs-include='*' --numeric-owner -C '{target}'"
    )
    subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-ec", words],
        cwd=folder,
        check=True,
        timeout=120,
        capture_output=True,
    )
    return target


def read_encrypted_manifest(folder: Path, secret: str = SECRET) -> Iterator[dict[str, Any]]:
    name = "manifest.jsonl.zst.age"
    return read_manifest(decrypting(name, [(folder / name).read_bytes()], [secret]))


class EncryptedNight(Night):
    """Its sets are encrypted to two keys."""

    def job(self, *sources: SourceSpec, **more: Any) -> BackupJob:
        return super().job(*sources, **{"recipients": {"nightly": RECIPIENTS}, **more})

    def manifest(self) -> list[dict[str, Any]]:
        return list(read_encrypted_manifest(self.set_folder()))

    def unpack(self, *_data_types: str) -> Path:
        return unpack_encrypted(self.set_folder(), self.folder / f"unpacked-{uuid4().hex[:8]}")
