"""The bare-metal drill of docs/bare-metal.md: an empty root, a shell, a few programs, and the media."""

import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mmbackup.engine.outcomes import Outcome
from tests.engine.format.bare_machine import EVERYWHERE, PROGRAMS, BareMachine
from tests.engine.format.trees import facts, plant
from tests.engine.media.mounts import needs_root
from tests.engine.operations.attended.several import Several
from tests.engine.operations.backup.encrypted import RECIPIENTS, SECRET, SPARE
from tests.engine.operations.backup.night import Night, command, files

pytestmark = [needs_root, pytest.mark.root, pytest.mark.long]
MOUNTED = "mount --bind {medium} {root}/media && mount -o remount,bind,ro {root}/media && exec chroot {root} "
BOTH = pytest.mark.parametrize("secret", ["", SECRET, SPARE], ids=["plain", "encrypted", "by the spare key"])


class Bare:
    """Only what the drill asks for. Each medium is mounted read-only for one command, by itself."""

    def __init__(self, folder: Path, secret: str) -> None:
        programs = (*PROGRAMS, *EVERYWHERE, *(("age",) if secret else ()))
        self._machine = BareMachine(folder, "dash", programs)
        self.target = self._machine.target
        self._options = ["-k", "/key"] if secret else []
        if secret:
            (folder / "key").write_text(f"{secret}\n")

    def restore(self, medium: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        words = MOUNTED.format(medium=medium, root=self._machine.root) + '/bin/sh /media/restore.sh "$@"'
        return subprocess.run(
            ["unshare", "--mount", "sh", "-c", words, "sh", *self._options, *arguments],
            env={"PATH": "/bin:/usr/bin:/sbin:/usr/sbin"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


def keys(secret: str) -> dict[str, Any]:
    return {"recipients": {"nightly": RECIPIENTS}} if secret else {}


def are_the_same(one: Path, other: Path) -> bool:
    """By diff, and by everything that diff does not look at."""
    command_line = ["diff", "-r", "--no-dereference", str(one), str(other)]
    differ = subprocess.run(command_line, capture_output=True, timeout=120, check=False)
    return differ.stdout == b"" and facts(one) == facts(other)


@BOTH
def test_one_medium(tmp_path: Path, secret: str) -> None:
    night = Night(tmp_path)
    plant(night.servers)
    for number in range(300):
        night.write(f"MSS1/greetings/{number}", Random(number).randbytes(90_000))
    night.write("MSS1/mail/large", Random(7).randbytes(23_000_000))
    result = night.run(
        files("messages", night.servers / "MSS1/mail"),
        files("greetings", night.servers / "MSS1/greetings"),
        command("installed-software", "printf", "zstd"),
        **keys(secret),
    )
    bare = Bare(tmp_path / "machine", secret)

    checked = bare.restore(night.content, "-n", result.set_name)
    done = bare.restore(night.content, result.set_name, "/target")

    assert result.outcome is Outcome.FULL
    assert (checked.returncode, done.returncode, done.stderr) == (0, 0, "")
    restored = night.restored(bare.target) / "MSS1"
    for folder in ("mail", "greetings"):
        assert are_the_same(restored / folder, night.servers / "MSS1" / folder)


@BOTH
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_three_media(tmp_path: Path, secret: str, order: tuple[int, ...]) -> None:
    """With a file that is larger than one of them."""
    several = Several(tmp_path)
    several.fill("MSS1/mail", 8, 90_000)
    several.fill("MSS1/greetings", 4, 60_000)
    several.write("MSS1/mail/large", Random(7).randbytes(6_500_000), mtime_ns=1_500_000_000_987_654_321)
    job = several.begin(
        files("messages", several.servers / "MSS1/mail"),
        files("greetings", several.servers / "MSS1/greetings"),
        **keys(secret),
    )
    parts, result = several.go_through(job)
    bare = Bare(tmp_path / "machine", secret)
    name = parts[0].set_name.rpartition("-")[0]

    statuses = []
    for number in order:
        done = bare.restore(several.content_of(parts[number].medium_name), name, "/target")
        assert done.stderr == ""
        statuses.append(done.returncode)

    assert (result.outcome, len(parts)) == (Outcome.FULL, 3)
    assert statuses == [3, 3, 0]
    restored = several.restored(bare.target) / "MSS1"
    for folder in ("mail", "greetings"):
        assert are_the_same(restored / folder, several.servers / "MSS1" / folder)
    assert all(bool(part.recipients) is bool(secret) for part in parts)


def test_what_a_lost_medium_held_is_named_with_the_key(tmp_path: Path) -> None:
    several = Several(tmp_path)
    several.fill("MSS1/mail", 70, 90_000)
    parts, _ = several.go_through(
        several.begin(files("messages", several.servers / "MSS1/mail"), **keys(SECRET))
    )
    bare = Bare(tmp_path / "machine", SECRET)
    last = several.content_of(parts[-1].medium_name)
    name = parts[0].set_name.rpartition("-")[0]

    bare.restore(last, name, "/target")
    asked = bare.restore(last, "-m", name, "/target")

    assert asked.returncode == 3
    missing = {line.rpartition("/")[2] for line in asked.stdout.splitlines() if line.startswith("  MSS1/")}
    back = {path.name for path in several.restored(bare.target).rglob("*") if path.is_file()}
    assert missing | back == {path.name for path in (several.servers / "MSS1/mail").iterdir()}
    assert missing
    assert all(b"MSS1/mail" not in path.read_bytes() for path in last.rglob("*") if path.is_file())
