"""What was backed up comes back: whole, one file of it, and a check of it, by each of the contestants."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from typing import NamedTuple

from bench.contestants import version

WHOLE, ONE, CHECK = "restore whole", "restore one file", "verify"
_ENVIRONMENT = {"RESTIC_PASSWORD": "bench", "BORG_PASSPHRASE": "bench"}
Command = Sequence[str]


class Took(NamedTuple):
    """Seconds of the wall, and of the processors."""

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Peer:
    """commands: for each task, given the store, the corpus, the target and one file's path."""

    title: str
    program: str
    prepare: Callable[[Path, Path], list[Command]]
    commands: Mapping[str, Callable[[Path, Path, Path, Path], Command]]

    @property
    def is_installed(self) -> bool:
        return shutil.which(self.program) is not None


def _python(module: str, *words: str) -> Command:
    return [sys.executable, "-m", module, *words]


def _restic(store: Path, *words: str) -> Command:
    return ["restic", "-q", "-r", f"{store}/repository", "--cache-dir", f"{store}/cache", *words]


def _shell(words: str, *values: object) -> Command:
    return ["/bin/sh", "-c", words, "sh", *map(str, values)]


_TAR = Peer(
    "tar | zstd",
    "zstd",
    lambda store, corpus: [_shell('tar -cf - "$1" | zstd -T2 -3 -q -o "$2/all.tar.zst"', corpus, store)],
    {
        WHOLE: lambda store, _, target, __: _shell(
            'zstd -dcq "$1/all.tar.zst" | tar -xf - -C "$2"', store, target
        ),
        ONE: lambda store, _, target, path: _shell(
            'zstd -dcq "$1/all.tar.zst" | tar -xf - -C "$2" "$3"', store, target, str(path)[1:]
        ),
        CHECK: lambda store, *_: ["zstd", "-tq", f"{store}/all.tar.zst"],
    },
)
_MMBACKUP = Peer(
    "mmbackup",
    "zstd",
    lambda store, corpus: [["mkdir", f"{store}/medium"], _python("bench.one_set", str(corpus), str(store))],
    {
        WHOLE: lambda store, _, target, __: _python("bench.one_restore", str(store), str(target)),
        ONE: lambda store, _, target, path: _python("bench.one_file", str(store), str(target), f"MSS1{path}"),
        CHECK: lambda store, *_: _python("bench.one_check", str(store)),
    },
)
_RESTIC = Peer(
    "restic",
    "restic",
    lambda store, corpus: [_restic(store, "init"), _restic(store, "backup", str(corpus))],
    {
        WHOLE: lambda store, _, target, __: _restic(store, "restore", "latest", "--target", str(target)),
        ONE: lambda store, _, target, path: _restic(
            store, "restore", "latest", "--target", str(target), "--include", str(path)
        ),
        CHECK: lambda store, *_: _restic(store, "check", "--read-data"),
    },
)
_BORG = Peer(
    "borg",
    "borg",
    lambda store, corpus: [
        ["borg", "init", "-e", "repokey", f"{store}/repository"],
        ["borg", "create", "--compression", "zstd,3", f"{store}/repository::one", str(corpus)],
    ],
    {
        WHOLE: lambda store, *_: ["borg", "extract", f"{store}/repository::one"],
        ONE: lambda store, _, __, path: ["borg", "extract", f"{store}/repository::one", str(path)[1:]],
        CHECK: lambda store, *_: ["borg", "check", "--verify-data", f"{store}/repository"],
    },
)
PEERS = (_TAR, _MMBACKUP, _RESTIC, _BORG)


def measure(corpus: Path, folder: Path, rounds: int, only: str) -> str:
    """A table of medians; each round in another order, with an empty target."""
    peers = [peer for peer in PEERS if only in {"", peer.program} or peer.program == "zstd"]
    present = [peer for peer in peers if peer.is_installed]
    stores = {peer.title: _prepared(peer, corpus, folder) for peer in present}
    path = min(corpus.rglob("*"), key=lambda path: (not path.is_file(), path.name))
    _keep_bytecode(stores, corpus, path)
    seconds: dict[str, dict[str, list[Took]]] = {}
    for task in (WHOLE, ONE, CHECK):
        of_task = seconds[task] = {peer.title: [] for peer in present}
        for number in range(rounds):
            for peer in present[number % 2 :] + present[: number % 2]:
                of_task[peer.title].append(_timed(peer, task, stores[peer.title], corpus, path))
    for store in stores.values():
        shutil.rmtree(store)
    skipped = [f"{peer.title}: not installed, skipped" for peer in peers if peer not in present]
    versions = [f"{peer.title}: {version(peer.program)}" for peer in present if peer is not _MMBACKUP]
    return "\n".join([f"\nComing back, corpus {corpus.name}", *versions, *skipped, *_rows(seconds)])


def _prepared(peer: Peer, corpus: Path, folder: Path) -> Path:
    store = folder / f"store-{peer.program}-{peer.title.split()[0]}"
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir()
    for command in peer.prepare(store, corpus):
        subprocess.run(command, check=True, env=_environment(store), stdout=subprocess.DEVNULL)
    return store


def _keep_bytecode(stores: Mapping[str, Path], corpus: Path, path: Path) -> None:
    """Once, as it is where the program is installed for use."""
    for task in (ONE, CHECK):
        _timed(_MMBACKUP, task, stores[_MMBACKUP.title], corpus, path)


def _timed(peer: Peer, task: str, store: Path, corpus: Path, path: Path) -> Took:
    """Seconds of a whole process, from its start to its end; what it restored is looked at afterwards."""
    target = store.parent / "target"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    os.sync()
    command = peer.commands[task](store, corpus, target, path)
    before, began = getrusage(RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True, env=_environment(store), cwd=target, stdout=subprocess.DEVNULL)
    wall, after = time.monotonic() - began, getrusage(RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if task != CHECK:
        _check(peer, target, path)
    shutil.rmtree(target)
    return Took(wall, processor)


def _check(peer: Peer, target: Path, path: Path) -> None:
    below = target / "MSS1" if peer is _MMBACKUP else target
    if (below / str(path)[1:]).read_bytes() != path.read_bytes():
        raise SystemExit(f"{peer.title} did not bring {path} back")


def _environment(store: Path) -> dict[str, str]:
    """Python may keep its bytecode, as it does wherever it is installed for use."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    prefix = str(store.parent / "bytecode")
    home = str(Path(__file__).parent.parent)
    own = {"BORG_BASE_DIR": f"{store}/base", "PYTHONPYCACHEPREFIX": prefix, "PYTHONPATH": home}
    return kept | _ENVIRONMENT | own


def _rows(seconds: dict[str, dict[str, list[Took]]]) -> list[str]:
    """Ratios are medians of the rounds' own."""
    rows = [f"{'':34}{'seconds':>9}{'to tar':>9}{'to mmbackup':>13}{'processor s':>13}"]
    for task, of_task in seconds.items():
        for title, took in of_task.items():
            to_tar, to_ours = (_ratio(took, of_task[other]) for other in (_TAR.title, _MMBACKUP.title))
            wall, processor = median(one.wall for one in took), median(one.processor for one in took)
            words = f"{task}, {title}"
            rows.append(f"{words:34}{wall:>9.2f}{to_tar:>9.2f}{to_ours:>13.2f}{processor:>13.2f}")
    return rows


def _ratio(some: list[Took], others: list[Took]) -> float:
    return median(one.wall / other.wall for one, other in zip(some, others, strict=True))
