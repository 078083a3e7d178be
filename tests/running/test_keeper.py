"""The keeper starts again what ends unasked, and leaves nothing behind, however it ends itself."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mmbackup.environment import BASE_DIR
from tests.alive import is_alive
from tests.waiting import wait_until

DEADLINE = 100.0  # seconds
NAMES = ("first", "second")
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def keeping(folder: Path, hearing: str = "hears") -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """The keeper and its programs' process numbers, once they are there."""
    command = [sys.executable, "-m", "tests.running.keeping", str(folder), hearing]
    with subprocess.Popen(command, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True) as keeper:
        try:
            wait_until(lambda: all((folder / name).exists() for name in NAMES), "both programs")
            yield keeper, [number(folder, name) for name in NAMES]
        finally:
            keeper.kill()


def number(folder: Path, name: str) -> int:
    return int((folder / name).read_text())


@pytest.mark.parametrize("asked", ENDINGS)
def test_a_signal_ends_all_and_the_keeper_last(tmp_path: Path, asked: signal.Signals) -> None:
    with keeping(tmp_path) as (keeper, programs):
        keeper.send_signal(asked)

        said, _ = keeper.communicate(timeout=DEADLINE)

        assert (keeper.returncode, said) == (0, "ended\n")
        assert not any(map(is_alive, programs))


def test_a_program_that_is_killed_is_started_again_and_said(tmp_path: Path) -> None:
    with keeping(tmp_path) as (keeper, programs):
        os.kill(programs[1], signal.SIGKILL)

        wait_until(lambda: number(tmp_path, "second") != programs[1], "a new second one")

        assert is_alive(number(tmp_path, "second"))
        assert is_alive(programs[0])
        keeper.terminate()
        said, _ = keeper.communicate(timeout=DEADLINE)
        assert said.startswith("second ended unasked (killed by SIGKILL); starting it again.")


def test_programs_die_with_a_keeper_that_is_killed(tmp_path: Path) -> None:
    with keeping(tmp_path, "deaf") as (keeper, programs):
        keeper.kill()

        wait_until(lambda: not any(map(is_alive, programs)), "the programs' end")


def test_a_second_signal_ends_the_deaf_at_once(tmp_path: Path) -> None:
    with keeping(tmp_path, "deaf") as (keeper, programs):
        keeper.terminate()
        wait_until(lambda: keeper.poll() is not None or _sent_again(keeper), "the keeper's end")

        assert keeper.returncode == 0
        assert not any(map(is_alive, programs))


def _sent_again(keeper: subprocess.Popen[str]) -> bool:
    """Once for each program in turn."""
    keeper.terminate()
    return False


def test_a_program_leads_a_session_of_its_own(tmp_path: Path) -> None:
    with keeping(tmp_path) as (_, programs):
        assert [os.getsid(program) for program in programs] == programs


def test_output_goes_to_the_log(tmp_path: Path) -> None:
    with keeping(tmp_path) as (_, programs):
        outputs = [os.readlink(f"/proc/{program}/fd/2") for program in programs]

        assert outputs == [f"{tmp_path}/logs/first.log", f"{tmp_path}/logs/second.log"]
