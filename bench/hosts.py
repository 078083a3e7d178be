"""Four machines over SSH, collected side by side and one after the other, over lines of several kinds.

The machines, their sshd's and the lines run on this very machine: over the plain loopback both ends share its
processors, so that the slower lines say more about a site.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.corpora import corpus
from mmbackup.engine.hosts.host import Host
from tests.engine.hosts.far import COLLECT, far_host
from tests.engine.hosts.slow_line import Line, slow_line

_HOSTS = 4
_COLLECTING = ("collect", "write")


class Kind(NamedTuple):
    """rate: bytes a second to each host; 0: the loopback itself. opening: seconds to open a file there, which
    take long enough for one round to do."""

    title: str
    rate: float = 0
    delay: float = 0
    opening: float = 0


_KINDS = (
    Kind("loopback"),
    Kind("1 Gbit/s, 1 ms there and back", 118e6, 0.0005),
    Kind("100 Mbit/s, 1 ms there and back", 11.8e6, 0.0005),
    Kind("loopback, 2 ms to open a file there", opening=0.002),
)


class Took(NamedTuple):
    """Seconds in which was listed, fetched and written; of the backup server's processors; bytes."""

    wall: float
    processor: float
    memory: int
    carried: int


def measure_hosts(folder: Path, scale: float, rounds: int) -> Iterator[str]:
    roots = [_root(folder, number, scale) for number in range(_HOSTS)]
    sizes = [path.stat().st_size for root in roots for path in root.rglob("*") if path.is_file()]
    columns = ("in turn, s", "at once, s", "times as fast", "MB/s", "our CPU s", "PSS MB", "of bytes sent")
    yield f"\n{_HOSTS} hosts, {len(sizes):,} files, {sum(sizes):,} bytes in all; {_version()}"
    yield f"{'':38}" + "".join(f"{column:>14}" for column in columns)
    for kind in _KINDS:
        yield _compare(kind, roots, folder, 1 if kind.opening else rounds, sum(sizes))


def _compare(kind: Kind, roots: list[Path], folder: Path, rounds: int, size: int) -> str:
    if kind.opening and shutil.which("strace") is None:
        return f"{kind.title}: needs strace, skipped"
    in_turn, at_once = [], []
    with ExitStack() as stack:
        own = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
        hosts = [_host(kind, own, number, stack) for number in range(_HOSTS)]
        sources = [(host, line, root) for (host, line), root in zip(hosts, roots, strict=True)]
        for _ in range(rounds):
            in_turn.append(sum(_collect(own, [one]).wall for one in sources))
            at_once.append(_collect(own, sources))
    wall = median(took.wall for took in at_once)
    faster = median(slow / took.wall for slow, took in zip(in_turn, at_once, strict=True))
    figures = (
        f"{median(in_turn):.1f}",
        f"{wall:.1f}",
        f"{faster:.2f}",
        f"{size / wall / 1e6:.1f}",
        f"{median(took.processor for took in at_once):.1f}",
        f"{max(took.memory for took in at_once) / 1e6:.0f}",
        f"{median(took.carried for took in at_once) / size:.2f}" if kind.rate else "-",
    )
    return f"{kind.title:38}" + "".join(f"{figure:>14}" for figure in figures)


def _root(folder: Path, number: int, scale: float) -> Path:
    of_host = folder / f"host-{number}"
    of_host.mkdir(parents=True, exist_ok=True)
    return corpus("A", of_host, scale)


def _host(kind: Kind, own: Path, number: int, stack: ExitStack) -> tuple[Host, Line | None]:
    script = own / f"collect-{number}"
    slow = f"strace -f -qq -o /dev/null -e trace=openat -e inject=openat:delay_enter={kind.opening * 1e6:.0f}"
    first = f"case $SSH_ORIGINAL_COMMAND in *fetch) exec {slow} '{COLLECT}';; esac\n" if kind.opening else ""
    script.write_text(f"#!/bin/sh\n{first}exec '{COLLECT}'\n")
    script.chmod(0o755)
    host = stack.enter_context(
        far_host(own / f"far-{number}", command=str(script), address=f"127.0.0.{number + 2}")
    )
    if not kind.rate:
        return host, None
    return stack.enter_context(slow_line(host, rate=kind.rate, delay=kind.delay))


def _collect(own: Path, sources: list[tuple[Host, Line | None, Path]]) -> Took:
    """By a process of its own."""
    target = own / "target"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    os.sync()
    before = _carried(sources)
    packed = json.dumps([(host, str(root), "files") for host, _, root in sources])
    argv = [sys.executable, "-m", "bench.one_collecting", str(target), packed]
    done = subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True)
    phases, processor, memory = json.loads(done.stdout)
    return Took(sum(phases[one] for one in _COLLECTING), processor, memory, _carried(sources) - before)


def _carried(sources: list[tuple[Host, Line | None, Path]]) -> int:
    return sum(line.carried for _, line, _ in sources if line)


def _version() -> str:
    return subprocess.run(["ssh", "-V"], check=True, capture_output=True, text=True).stderr.strip()
