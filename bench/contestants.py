"""Who runs: mmbackup, the reference tar | zstd, and the peers that are installed."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

REFERENCE = "tar | zstd -T2 -3"


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of the wall and of the processors, bytes written. proof: the seconds that read back took."""

    wall: float
    processor: float
    size: int
    proof: float = 0.0
    phases: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contestant:
    """program: what must be installed; run backs a corpus up into an empty folder."""

    title: str
    program: str
    run: Callable[[Path, Path], Measured]
    remark: str = ""

    @property
    def is_installed(self) -> bool:
        return shutil.which(self.program) is not None


def _timed(target: Path, *commands: list[str], **environment: str) -> tuple[Measured, str]:
    """The last of the commands is measured; the others prepare."""
    variables = {**os.environ, **environment}
    for command in commands[:-1]:
        subprocess.run(command, check=True, env=variables, capture_output=True)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(commands[-1], check=True, env=variables, stdout=subprocess.PIPE, text=True)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    return Measured(wall, processor, size), done.stdout


def _tar(corpus: Path, target: Path) -> Measured:
    words = 'tar -cf - -C "$1" . | zstd -T2 -3 -q -o "$2/all.tar.zst"'
    return _timed(target, ["/bin/sh", "-c", words, "sh", str(corpus), str(target)])[0]


def _mmbackup(corpus: Path, target: Path) -> Measured:
    measured, said = _timed(target, [sys.executable, "-m", "bench.one_night", str(corpus), str(target)])
    phases = json.loads(said)
    proof = phases["read back"]
    return Measured(measured.wall, measured.processor, measured.size, proof, phases)


def _restic(corpus: Path, target: Path) -> Measured:
    restic = ["restic", "-q", "-r", str(target / "repository")]
    cache = str(target / "cache")
    measured, _ = _timed(
        target,
        [*restic, "init"],
        [*restic, "backup", str(corpus)],
        RESTIC_PASSWORD="bench",  # noqa: S106 - of a repository that is thrown away
        RESTIC_CACHE_DIR=cache,
    )
    return measured


def _borg(corpus: Path, target: Path) -> Measured:
    repository = str(target / "repository")
    measured, _ = _timed(
        target,
        ["borg", "init", "-e", "repokey", repository],
        ["borg", "create", "--compression", "zstd,3", f"{repository}::one", str(corpus)],
        BORG_PASSPHRASE="bench",  # noqa: S106
        BORG_BASE_DIR=str(target / "base"),
    )
    return measured


def version(program: str) -> str:
    """The first line it says of itself."""
    option = "version" if program == "restic" else "--version"
    return subprocess.run([program, option], check=True, capture_output=True, text=True).stdout.split("\n")[0]


CONTESTANTS = (
    Contestant(REFERENCE, "zstd", _tar, "no hash, no manifest, no log, no fsync"),
    Contestant("mmbackup", "zstd", _mmbackup, "hash, manifest, log, fsync"),
    Contestant("restic, fresh", "restic", _restic, "also encrypts and deduplicates"),
    Contestant("borg zstd,3, fresh", "borg", _borg, "also encrypts and deduplicates"),
)
