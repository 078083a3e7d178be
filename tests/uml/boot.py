"""Runs a command in user-mode-linux: a kernel of its own, with this machine's files as its root.

That kernel has what the one below it may lack: UDF, and SCSI drives that are played by scsi_debug.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).parents[2]
INSIDE = Path(__file__).with_name("inside.py")
MEMORY = "2G"
SCRATCH = "/mnt"  # inside: a folder in memory


@dataclass(frozen=True, slots=True)
class Done:
    """status is None when the kernel ended before the command did."""

    status: int | None
    output: str
    console: str


def run_inside(*command: str, folder: Path, modules: tuple[str, ...], limit: float) -> Done:
    """folder is for what comes back; limit in seconds."""
    output, status = folder / "output", folder / "status"
    init = folder / "init"
    words = " ".join(f"'{word}'" for word in (sys.executable, INSIDE, folder, ",".join(modules), *command))
    init.write_text(f"#!/bin/sh\nexec {words}\n")
    init.chmod(0o755)
    kernel = ["linux.uml", f"mem={MEMORY}", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "rw"]
    booted = subprocess.run(
        [*kernel, "con=null", "con0=fd:0,fd:1", "quiet", f"init={init}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=limit,
        cwd=BASE,
        check=False,
    )
    return Done(
        int(status.read_text()) if status.exists() else None,
        output.read_text(errors="replace") if output.exists() else "",
        booted.stdout + booted.stderr,
    )
