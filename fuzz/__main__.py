"""Fuzzes every reader of a medium for a while: python -m fuzz [--seconds 60] [TARGET...].

What was learnt stays in var/fuzz and is gone on from; so does every input that broke something.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from fuzz.seeds import seeds
from fuzz.targets import TARGETS

ROOM = Path(os.environ.get("MMBACKUP_FUZZ_DIR", "var/fuzz"))
LARGEST = 64 << 10  # bytes of one input
MEMORY = 1024  # megabytes that no input may use, with Python's own and the fuzzer's
SLOWEST = 10  # seconds


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    asked = parser.parse_args()
    broken = [name for name in asked.targets or TARGETS if not _holds(name, asked.seconds)]
    for name in broken:
        print(f"BROKEN: {name}. To see how: python -m fuzz.run_target {name} {ROOM / name}/broken-*")
    return 1 if broken else 0


def _holds(name: str, seconds: int) -> bool:
    print(f"--- {name}, {seconds} s", flush=True)
    corpus = ROOM / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds().get(name, [])):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = (
        f"-max_total_time={seconds}",
        f"-max_len={LARGEST}",
        f"-rss_limit_mb={MEMORY}",
        f"-timeout={SLOWEST}",
    )
    quiet = ("-verbosity=0", "-print_final_stats=1", f"-artifact_prefix={ROOM / name}/broken-")
    command = [sys.executable, "-m", "fuzz.run_target", name, *limits, *quiet, str(corpus)]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
