"""Files of another machine over a line that is slow: compressed there where that pays."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.engine.hosts.host import Host
from mmbackup.engine.outcomes import Outcome
from tests.engine.hosts.far import COLLECT, far_host
from tests.engine.hosts.slow_line import slow_line
from tests.engine.operations.backup.night import Night, files
from tests.engine.operations.backup.test_far_hosts import beside, there, wrapped

RATE = 1_000_000  # so slow that a busy machine waits for it all the same
COUNT, SIZE = 300, 60_000


@pytest.fixture
def night(tmp_path: Path) -> Night:
    made = Night(tmp_path)
    made.write("mail/a", b"beside")
    return made


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with far_host(tmp_path / "far") as made:
        yield made


def write_mails(night: Night) -> None:
    """Eighteen megabytes that compress well."""
    for number in range(COUNT):
        line = b"line of message %d: %s\n" % (number, os.urandom(4).hex().encode())
        night.write(f"far/{number % 7}/{number}", (line * SIZE)[:SIZE], 10**18 + number)


def came_back_equal(night: Night) -> bool:
    back = night.restored(night.unpack()) / "far"
    return subprocess.run(["diff", "-r", night.servers / "far", back], check=False).returncode == 0


def test_what_pays_is_compressed_from_the_moment_it_is_known_to_pay(night: Night, host: Host) -> None:
    write_mails(night)

    with slow_line(host, rate=RATE, delay=0.005) as (far, line):
        result = night.run(there(files("messages", night.servers / "far"), far))

    assert result.outcome is Outcome.FULL, night.log
    assert came_back_equal(night)
    assert line.carried < COUNT * SIZE * 0.8


def test_that_it_pays_is_not_forgotten_while_a_large_file_comes_to_its_end(night: Night, host: Host) -> None:
    line_of_it = b"line of message: %s\n" % os.urandom(4).hex().encode()
    for number in range(2):
        content = (line_of_it * RATE)[: 4 * RATE]
        night.write(f"far/{number}", content, 10**18 + number)

    with slow_line(host, rate=RATE, delay=0.005) as (far, line):
        result = night.run(there(files("messages", night.servers / "far"), far))

    assert result.outcome is Outcome.FULL, night.log
    assert came_back_equal(night)
    assert line.carried < 6 * RATE


@pytest.mark.parametrize(
    ("lacks", "is_smaller"), [("", True), ("zstd", True), ("zstd gzip", False), ("packed", False)]
)
def test_a_host_compresses_with_what_it_has(
    night: Night, tmp_path: Path, lacks: str, is_smaller: bool
) -> None:
    """Under a limit it is asked for from the beginning. An older program over there does not know of it."""
    write_mails(night)
    body = wrapped(tmp_path, f"exec {without(tmp_path, lacks)}")
    with far_host(tmp_path / "far", command=body) as host, slow_line(host, rate=1e9) as (far, line):
        limited = far._replace(limit=20_000_000)
        result = night.run(there(files("messages", night.servers / "far"), limited))

    assert result.outcome is Outcome.FULL, night.log
    assert came_back_equal(night)
    assert (line.carried < COUNT * SIZE / 4) == is_smaller


def without(folder: Path, programs: str) -> Path:
    """The program of a host that has not these."""
    script = folder / "collect"
    text = COLLECT.read_text()
    for program in programs.split():
        text = text.replace(f"command -v {program} ", f"command -v no-{program} ")
        text = text.replace("| packed)", ")") if program == "packed" else text
    script.write_text(text)
    script.chmod(0o755)
    return script


def test_what_is_compressed_already_is_not_compressed_again(night: Night, tmp_path: Path) -> None:
    for number in range(200):
        night.write(f"far/{number}", os.urandom(100_000), 10**18 + number)
    asked = tmp_path / "asked"
    with far_host(
        tmp_path / "far", command=wrapped(tmp_path, f'echo "$SSH_ORIGINAL_COMMAND" >>{asked}; exec $collect')
    ) as host:
        limited = host._replace(limit=4_000_000)
        result = night.run(there(files("messages", night.servers / "far"), limited))

    fetches = [line for line in asked.read_text().splitlines() if line.endswith("fetch")]
    assert result.outcome is Outcome.FULL, night.log
    assert came_back_equal(night)
    assert fetches == ["mmbackup-collect packed fetch", "mmbackup-collect fetch"]


def test_an_archive_that_is_spoilt_on_its_way_is_an_error(night: Night, tmp_path: Path) -> None:
    write_mails(night)
    body = """case $SSH_ORIGINAL_COMMAND in *' fetch')
        $collect | { head -c 200; head -c 100 /dev/zero; cat; }; exit;; esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        limited = host._replace(limit=20_000_000)
        result = night.run(there(files("messages", night.servers / "far"), limited), beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "cannot be unpacked" in night.log
