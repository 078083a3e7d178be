"""The source "command": a program's output, saved as one file."""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
from collections.abc import Callable, Mapping
from typing import IO

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.format.names import one_line
from mmbackup.engine.sources.settings_faults import faults_of_text_list, unknown_keys

_CHUNK = 1 << 18
_TAIL = 2000
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class CommandSource:
    """Runs the program once, when its source is listed."""

    def __init__(self, settings: Mapping[str, object]) -> None:
        argv = settings["argv"]
        self._argv = [str(word) for word in argv] if isinstance(argv, list | tuple) else []

    @staticmethod
    def faults(settings: Mapping[str, object]) -> list[str]:
        """What is wrong with the settings, in plain words, each with its key before it."""
        found = faults_of_text_list(settings, "argv", needed=True)
        output = settings.get("output")
        if not isinstance(output, str) or not output:
            found.append("output: is missing; it is the file name the output is saved under")
        elif "/" in output or not output.isprintable() or output in {".", ".."} or len(output.encode()) > 200:
            found.append(f"output: {output!r} is not a file name")
        return found + unknown_keys(settings, ("argv", "output"))

    def run(self, spool: IO[bytes], started: Callable[[int], None], alive: Callable[[], None]) -> None:
        """Write the program's output into spool; CommandFailed if it cannot be had whole.

        started is told the process group, 0 when it has ended; alive is called whenever something moves.
        An OSError is the spool's: the server's own disk.
        """
        try:
            process = subprocess.Popen(
                self._argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
                preexec_fn=_as_usual,  # noqa: PLW1509 - the reader has one thread
            )
        except OSError as error:
            raise CommandFailed(f"{one_line(self._argv[0])} cannot be started: {error.strerror}") from error
        started(process.pid)
        try:
            complaint = _pump(process, spool, alive)
            status = process.wait()
        finally:
            _end_group(process)
            started(0)
        if status:
            raise CommandFailed(_failure(self._argv[0], status, complaint))


def _as_usual() -> None:
    """The reader ignores these signals; a command shall not, and dies with the reader."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _pump(process: "subprocess.Popen[bytes]", spool: IO[bytes], alive: Callable[[], None]) -> bytes:
    """Output to the spool until both streams end; answer the end of what was said on standard error."""
    complaint = b""
    with selectors.DefaultSelector() as streams:
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                streams.register(stream, selectors.EVENT_READ)
        while streams.get_map():
            for key, _ in streams.select():
                chunk = os.read(key.fd, _CHUNK)
                alive()
                if not chunk:
                    streams.unregister(key.fileobj)
                elif key.fileobj is process.stdout:
                    spool.write(chunk)
                else:
                    complaint = (complaint + chunk)[-_TAIL:]
    return complaint


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    """Nothing that the program has started outlives it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def _failure(program: str, status: int, complaint: bytes) -> str:
    ending = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    last_lines = one_line(complaint.decode("utf-8", "surrogateescape").strip().replace("\n", " / "))
    return f"{one_line(program)} {ending}" + (f": {last_lines}" if last_lines else "")
