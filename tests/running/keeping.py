"""A keeper of two small programs, as a process of its own: python -m tests.running.keeping FOLDER [deaf].

Each program writes its process number into FOLDER/<name> and waits. A deaf one does not hear SIGTERM.
"""

import os
import sys
from pathlib import Path

from mmbackup.running.child import Program
from mmbackup.running.keeper import Keeper

_PROGRAM = """
import os, pathlib, signal, sys
if sys.argv[2] == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
written = pathlib.Path(sys.argv[1] + ".new")
written.write_text(str(os.getpid()))
written.rename(sys.argv[1])
while True:
    signal.pause()
"""


def main(folder: Path, hearing: str) -> None:
    keeper = Keeper(dict(os.environ), _say)
    for name in ("first", "second"):
        command = (sys.executable, "-c", _PROGRAM, str(folder / name), hearing)
        keeper.start(Program(name, command, folder / "logs" / f"{name}.log"))
    keeper.keep(iter(()))
    keeper.end()
    _say("ended")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
