"""A message store of 1,000 mailboxes: looked over, tried out and backed up, beside plain tools."""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.contestants import version
from tests.engine.hosts.far import far_host

_MAILBOXES, _MESSAGES = 1000, 100_000
_MEDIAN, _SPREAD, _LARGEST = 6_000, 1.3, 5_000_000
_NEWEST = 1_795_000_000
_INDEXES = {
    "dovecot.index": 2_500,
    "dovecot.index.log": 20_000,
    "dovecot.index.cache": 60_000,
    "dovecot-uidlist": 9_000,
    "dovecot-uidvalidity": 8,
    "subscriptions": 40,
}
_SHOWN = {"tar | zstd -T2 -3": "zstd", "restic": "restic", "find": "find"}


Source = list[object]  # as bench.one_collecting reads it


class Task(NamedTuple):
    """peer: the title of whom it is compared with, which stands before it."""

    title: str
    peer: str
    run: Callable[[Path], str]


def measure_mailboxes(folder: Path, scale: float, rounds: int) -> Iterator[str]:
    root = _made(folder, scale)
    seconds: dict[str, list[float]] = {}
    said = {}
    with ExitStack() as stack:
        own = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
        host = stack.enter_context(far_host(own / "far"))
        tasks = [task for task in _tasks(root, list(host)) if _is_there(task)]
        for number in range(rounds + 1):
            for task in tasks:
                took, said[task.title] = _timed(task, own / "target")
                seconds.setdefault(task.title, []).extend([took] * bool(number))  # the first round warms up
    sizes = [file.stat().st_size for file in root.rglob("*") if file.is_file()]
    yield f"\n{int(_MAILBOXES * scale):,} mailboxes, {len(sizes):,} files, {sum(sizes):,} bytes"
    yield from (f"{title}: {version(program)}" for title, program in _SHOWN.items() if shutil.which(program))
    yield f"{'':44}{'seconds':>9}{'ratio':>8}  to"
    yield from (_row(task, seconds, said[task.title]) for task in tasks)


def _tasks(root: Path, host: list[object]) -> list[Task]:
    plain = "tar | zstd -T2 -3"
    here: list[Source] = [[None, str(root), "maildir"]]
    there: list[Source] = [[host, str(root), "maildir"]]
    return [
        Task("find, counting", "", lambda _: _sh('find "$1" -type f -printf "%s\\n" | wc -l', root)),
        Task("discover: look, and measure", "find, counting", lambda _: _own("one_look", root)),
        Task("find, all that a list has", "", lambda _: _sh(f'find "$1" {_LIST} | sort -n | wc -l', root)),
        Task("preview: the source test", "find, all that a list has", lambda _: _own("one_preview", root)),
        Task(plain, "", lambda target: _sh('tar -cf - -C "$1" . | zstd -T2 -3 -q -o "$2/all"', root, target)),
        Task("restic, fresh", plain, lambda target: _restic(root, target)),
        Task("nightly, here, with read back", plain, lambda target: _night(here, target)),
        Task("nightly, over SSH, with read back", plain, lambda target: _night(there, target)),
    ]


_LIST = '-printf "%T@ %y %s %D %i %p\\n"'


def _is_there(task: Task) -> bool:
    return task.title != "restic, fresh" or shutil.which("restic") is not None


def _timed(task: Task, target: Path) -> tuple[float, str]:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    os.sync()
    began = time.monotonic()
    said = task.run(target)
    return time.monotonic() - began, said


def _row(task: Task, seconds: dict[str, list[float]], said: str) -> str:
    took = seconds[task.title]
    ratio = f"{median(a / b for a, b in zip(took, seconds[task.peer], strict=True)):.2f}" if task.peer else ""
    return (
        f"{task.title:44}{median(took):>9.2f}{ratio:>8}  {task.peer:28}{said if task.peer else ''}".rstrip()
    )


def _sh(words: str, *values: object) -> str:
    done = subprocess.run(
        ["/bin/sh", "-c", words, "sh", *map(str, values)], check=True, stdout=subprocess.PIPE
    )
    return done.stdout.decode().strip()


def _own(module: str, *words: object) -> str:
    argv = [sys.executable, "-m", f"bench.{module}", *map(str, words)]
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def _restic(root: Path, target: Path) -> str:
    restic = ["restic", "-q", "-r", f"{target}/repository", "--cache-dir", f"{target}/cache"]
    for words in (["init"], ["backup", str(root)]):
        environment = {**os.environ, "RESTIC_PASSWORD": "bench"}
        subprocess.run([*restic, *words], check=True, env=environment, stdout=subprocess.DEVNULL)
    return ""


def _night(sources: list[Source], target: Path) -> str:
    phases, _, memory = json.loads(_own("one_collecting", target, json.dumps(sources)))
    return f"{memory / 1e6:.0f} MB PSS, " + ", ".join(f"{name} {took:.1f} s" for name, took in phases.items())


def _made(folder: Path, scale: float) -> Path:
    """Once, then kept: as Dovecot leaves it, with sizes as mail has them."""
    root = folder / f"mailboxes-{scale:g}"
    if not root.exists():
        unfinished = root.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        source = random.Random(_LARGEST)
        pool = _pool(source)
        for number in range(int(_MAILBOXES * scale)):
            _make_mailbox(unfinished / f"{number:04}" / "Maildir", source, pool)
        unfinished.rename(root)
    return root


def _pool(source: random.Random) -> bytes:
    """What messages are cut out of: headers, words and attachments in base64, which compress as mail does."""
    words = [source.randbytes(source.randint(2, 9)).hex().encode() for _ in range(3000)]
    text = b"".join(b" ".join(source.choices(words, k=10)) + b"\n" for _ in range(40_000))
    coded = source.randbytes(len(text)).translate(bytes(range(32, 96)) * 4)
    return b"".join(part[at : at + 20_000] for at in range(0, len(text), 20_000) for part in (text, coded))


def _make_mailbox(mailbox: Path, source: random.Random, pool: bytes) -> None:
    for below in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"):
        (mailbox / below).mkdir(parents=True)
    for name, size in _INDEXES.items():
        _cut(mailbox / name, source, pool, size)
    for _ in range(_MESSAGES // _MAILBOXES):
        moment, size = _NEWEST - source.randrange(1 << 26), int(source.lognormvariate(0, _SPREAD) * _MEDIAN)
        below, flags = source.choice((("new", ""), ("cur", ":2,S"), ("cur", ":2,RS"), (".Sent/cur", ":2,S")))
        name = f"{moment}.M{source.randrange(10**6)}P{source.randrange(10**5)}.mss1,S={size}{flags}"
        _cut(mailbox / below / name, source, pool, min(size, _LARGEST) + 400, moment)


def _cut(path: Path, source: random.Random, pool: bytes, size: int, moment: int = _NEWEST) -> None:
    start = source.randrange(max(1, len(pool) - size))
    path.write_bytes(pool[start : start + size])
    os.utime(path, (moment, moment))
