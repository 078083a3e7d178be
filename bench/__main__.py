"""Runs all contestants side by side, round by round, and prints one table of medians."""

import argparse
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench.coming_back import measure
from bench.contestants import CONTESTANTS, REFERENCE, Contestant, Measured, version
from bench.corpora import corpus
from bench.hosts import measure_hosts
from bench.mailboxes import measure_mailboxes
from bench.memory import measure_memory
from bench.pages import measure_pages
from bench.portal_load import measure_portal

_ON_DISK: dict[str, Callable[[Path, argparse.Namespace], Iterator[str]]] = {
    "hosts": lambda folder, choice: measure_hosts(folder, choice.scale / 40, choice.rounds),
    "mailboxes": lambda folder, choice: measure_mailboxes(folder, choice.scale, choice.rounds),
    "memory": lambda folder, _choice: measure_memory(folder),
}
Rounds = dict[str, list[Measured]]


def main() -> None:
    choice = _arguments()
    if choice.what == "pages":
        print(measure_pages(choice.nights), flush=True)
        return
    if choice.what == "portal":
        print(measure_portal(choice.port, choice.seconds), flush=True)
        return
    folder = Path(choice.folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if choice.what in _ON_DISK:
        _say(_ON_DISK[choice.what](folder, choice))
        return
    _beside_peers(choice, folder)


def _say(lines: Iterator[str]) -> None:
    """Each as soon as it is known."""
    for line in lines:
        print(line, flush=True)


def _beside_peers(choice: argparse.Namespace, folder: Path) -> None:
    contestants = [one for one in CONTESTANTS if choice.only in {"", one.program} or one.program == "zstd"]
    present = [one for one in contestants if one.is_installed]
    for one in contestants:
        found = version(one.program) if one.is_installed else "not installed, skipped"
        print(f"{one.title}: {found}; {one.remark}", flush=True)
    for name in choice.corpora:
        path = corpus(name, folder, choice.scale)
        _warm(path)
        if choice.what in {"all", "backup"}:
            rounds = _run(present, path, folder / "target", choice.rounds)
            print(_table(name, path, rounds), flush=True)
        if choice.what in {"all", "restore"}:
            print(measure(path, folder, choice.rounds, choice.only), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0, help="of the corpora, for a quick look")
    parser.add_argument("--corpora", default="AB")
    parser.add_argument("--only", default="", help="one peer's program, or none: leave the other peers out")
    whats = ("all", "backup", "restore", *_ON_DISK, "pages", "portal")
    parser.add_argument("--what", choices=whats, default="all")
    parser.add_argument("--nights", type=int, default=10_000, help="of the site whose pages are measured")
    parser.add_argument("--seconds", type=float, default=60.0, help="that people click at the portal")
    parser.add_argument("--port", type=int, default=8099, help="of the portal that they click at")
    parser.add_argument("--folder", default="var/bench")
    return parser.parse_args()


def _warm(path: Path) -> None:
    """All contestants find the files in memory."""
    with open(os.devnull, "wb") as nothing:
        subprocess.run(["tar", "-cf", "-", "-C", str(path), "."], stdout=nothing, check=True)


def _run(contestants: list[Contestant], path: Path, target: Path, count: int) -> Rounds:
    """Each round in another order, on an empty folder, with nothing left to be written by the one before."""
    rounds: Rounds = {one.title: [] for one in contestants}
    for number in range(count):
        for one in contestants[number % 2 :] + contestants[: number % 2]:
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir()
            os.sync()
            rounds[one.title].append(one.run(path, target))
    shutil.rmtree(target)
    return rounds


def _table(name: str, path: Path, rounds: Rounds) -> str:
    sizes = [file.stat().st_size for file in path.rglob("*") if file.is_file()]
    lines = [
        f"\nCorpus {name}: {len(sizes):,} files, {sum(sizes):,} bytes",
        f"{'':34}{'seconds':>9}{'ratio':>8}{'processor s':>13}{'size ratio':>12}",
    ]
    reference = rounds[REFERENCE]
    for title, runs in rounds.items():
        proven = [run for run in runs if run.proof]
        if proven:
            lines.append(_row(f"{title}, to a finished set", runs, reference, without_proof=True))
            lines.append(_row(f"{title}, with read back", runs, reference))
        else:
            lines.append(_row(title, runs, reference))
    return "\n".join(lines + _phases(rounds))


def _row(title: str, runs: list[Measured], reference: list[Measured], *, without_proof: bool = False) -> str:
    walls = [run.wall - run.proof * without_proof for run in runs]
    ratio = median(wall / base.wall for wall, base in zip(walls, reference, strict=True))
    size = median(run.size / base.size for run, base in zip(runs, reference, strict=True))
    processor = median(run.processor for run in runs)
    return f"{title:34}{median(walls):>9.2f}{ratio:>8.2f}{processor:>13.2f}{size:>12.3f}"


def _phases(rounds: Rounds) -> list[str]:
    """Where the time goes."""
    found = [run.phases for runs in rounds.values() for run in runs if run.phases]
    if not found:
        return []
    parts = [f"{phase} {median(phases[phase] for phases in found):.2f} s" for phase in found[0]]
    return [f"  mmbackup by phase: {', '.join(parts)}"]


main()
