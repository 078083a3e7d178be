"""The first process of a user-mode-linux: mounts, loads modules, runs one command, switches the kernel off.

Run as: inside.py FOLDER MODULES COMMAND… It writes FOLDER/output and FOLDER/status.
"""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

MODULES = Path("/usr/lib/uml/modules") / os.uname().release
FINIT_MODULE = 313
POWER_OFF = 0x4321FEDC
MOUNTS = (
    ("proc", "/proc", ""),
    ("sysfs", "/sys", ""),
    ("tmpfs", "/mnt", "size=1700m"),
    ("tmpfs", "/run", ""),
)
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

libc = ctypes.CDLL(None, use_errno=True)


def main(folder: str, modules: str, *command: str) -> None:
    os.environ.update(PATH=PATH, HOME="/root", TMPDIR="/mnt", LANG="C.UTF-8", PYTHONDONTWRITEBYTECODE="1")
    os.chdir(Path(__file__).parents[2])
    for kind, at, options in MOUNTS:
        if not os.path.ismount(at):
            subprocess.run(["mount", "-t", kind, *(["-o", options] if options else []), kind, at], check=True)
    for name in filter(None, modules.split(",")):
        load(*name.split(" "))
    with open(f"{folder}/output", "wb") as output:
        done = subprocess.run(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False)
    Path(folder, "status").write_text(str(done.returncode))


def load(name: str, *parameters: str) -> None:
    """And what it needs, first. modprobe's work, without the package kmod."""
    for line in (MODULES / "modules.dep").read_text().splitlines():
        module, _, needed = line.partition(":")
        if Path(module).stem.replace("-", "_") == name:
            for other in reversed(needed.split()):
                insert(MODULES / other, "")
            insert(MODULES / module, " ".join(parameters))
            return
    raise SystemExit(f"there is no module {name} in {MODULES}")


def insert(file: Path, parameters: str) -> None:
    """One that is there already stays."""
    descriptor = os.open(file, os.O_RDONLY)
    libc.syscall(FINIT_MODULE, descriptor, parameters.encode(), 0)
    os.close(descriptor)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    finally:
        os.sync()
        libc.reboot(POWER_OFF)
