"""Media written by an attended backup are restored by restore.sh on a machine that has nothing else."""

import os
from pathlib import Path
from random import Random

import pytest

from mmbackup.engine.events import BackupResult
from mmbackup.engine.outcomes import Outcome
from tests.engine.format.bare_machine import EVERYWHERE, PROGRAMS, BareMachine
from tests.engine.format.trees import Facts, facts, plant
from tests.engine.media.mounts import needs_root
from tests.engine.operations.attended.several import Several, restarted
from tests.engine.operations.backup.night import command, files

pytestmark = [needs_root, pytest.mark.root]


@pytest.fixture
def machine(tmp_path: Path) -> BareMachine:
    return BareMachine(tmp_path / "machine", "dash", PROGRAMS + EVERYWHERE)


def back_up(several: Several) -> tuple[list[str], BackupResult]:
    """Everything that is hard to keep, over three media, each written by another process; their names."""
    plant(several.servers)
    several.fill("MSS1/greetings", 12, 150_000)
    several.fill("MSS1/mail/many", 60, 80_000)
    (several.servers / "MSS1/mail/many/way").symlink_to("/nowhere/at/all")
    job = several.begin(
        files("messages", several.servers / "MSS1/mail"),
        files("greetings", several.servers / "MSS1/greetings"),
        command("installed-software", "printf", "zstd"),
    )
    used: list[str] = []
    for name in "ABCDEFG":
        step = several.step(restarted(job, log_path=job.log_path, started_at=job.started_at), name)
        used.append(name)
        if step.result is not None:
            return used, step.result
    raise AssertionError("the media were not enough")


def restore(machine: BareMachine, several: Several, name: str) -> tuple[int, str, str]:
    machine.insert(several.content_of(name))
    (folder,) = (path.name for path in machine.medium.iterdir() if path.name.startswith("2026"))
    done = machine.restore(folder.rpartition("-")[0], "/target")
    return done.returncode, done.stdout, done.stderr


def saved(several: Several, machine: BareMachine) -> tuple[dict[str, Facts], dict[str, Facts]]:
    """What was to be saved, and what came back. Hard links over two media come back as files of their own."""
    restored = several.restored(machine.target) / "MSS1"
    return facts(several.servers / "MSS1"), facts(restored)


@pytest.mark.parametrize("order", ["as they were written", "the other way round"])
def test_the_media_are_enough_in_any_order(several: Several, machine: BareMachine, order: str) -> None:
    names, result = back_up(several)

    statuses = []
    for name in names if order == "as they were written" else names[::-1]:
        status, said, wrong = restore(machine, several, name)
        assert wrong == ""
        statuses.append(status)

    whole, restored = saved(several, machine)
    for folder in ("mail", "greetings"):
        assert {path: fact for path, fact in restored.items() if path.startswith(folder)} == {
            path: fact for path, fact in whole.items() if path.startswith(folder)
        }
    assert result.outcome is Outcome.FULL
    assert len(names) >= 3
    assert statuses == [3] * (len(names) - 1) + [0]
    assert said.endswith("Done: all parts restored below /target\n")
    output = machine.target / "MSS1/command-output/installed-software/output"
    assert output.read_bytes() == b"zstd"
    assert sorted(path.name for path in machine.target.iterdir()) == ["MSS1"]


def test_with_one_medium_missing_the_rest_comes_back_and_the_missing_is_named(
    several: Several, machine: BareMachine
) -> None:
    names, _ = back_up(several)
    lost = names.pop(1)

    for name in names:
        status, said, wrong = restore(machine, several, name)
        assert wrong == ""
    asked = machine.restore("-m", f"{several.only_set(names[-1]).name.rpartition('-')[0]}", "/target")

    whole, restored = saved(several, machine)
    root = f"MSS1{several.servers}/MSS1/"
    listed = {
        line.strip().removeprefix(root) for line in asked.stdout.splitlines() if line.startswith("  MSS1/")
    }
    missing = {
        path for path in whole if path not in restored and not (several.servers / "MSS1" / path).is_dir()
    }
    assert status == asked.returncode == 3
    assert f"part 2   medium {lost}   STILL TO COME" in said
    assert missing
    assert {path for path in missing if path.isascii() and path.isprintable() and "\\" not in path} <= listed
    assert len(listed) >= len(missing)
    assert all(restored[path] == whole[path] for path in restored if path.startswith("greetings/"))


LARGE = "MSS1/mail/large b\u00f6x\n" + "x" * 200 + ".wav"
"""Too long a name for the ending of a slice."""


def back_up_large(several: Several) -> list[str]:
    """A file of three media beside small ones; the names of the media."""
    several.fill("MSS1/mail", 4, 100_000)
    large = several.write(LARGE, Random(7).randbytes(7_000_000))
    os.setxattr(large, "user.voice", b"soprano")
    os.chown(large, 1234, 2345)
    large.chmod(0o4640)
    os.utime(large, ns=(0, 1_500_000_000_987_654_321))
    os.utime(large.parent, ns=(0, 1_500_000_001_123_456_789))
    job = several.begin(files("messages", several.servers / "MSS1/mail"))
    parts, _ = several.go_through(job)
    return [part.medium_name for part in parts]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_a_file_larger_than_a_medium_comes_back_whole(
    several: Several, machine: BareMachine, order: tuple[int, ...]
) -> None:
    names = back_up_large(several)

    statuses = []
    for number in order:
        status, _, wrong = restore(machine, several, names[number])
        assert wrong == ""
        statuses.append(status)

    assert len(names) == 3
    assert statuses == [3, 3, 0]
    restored = several.restored(machine.target) / "MSS1"
    assert facts(restored / "mail") == facts(several.servers / "MSS1/mail")


def test_with_a_slice_missing_the_file_is_named_and_the_rest_is_there(
    several: Several, machine: BareMachine
) -> None:
    names = back_up_large(several)

    for name in (names[0], names[2]):
        status, said, wrong = restore(machine, several, name)
        assert wrong == ""
    asked = machine.restore("-m", several.only_set(names[2]).name.rpartition("-")[0], "/target")

    restored = several.restored(machine.target) / "MSS1/mail"
    assert (status, asked.returncode) == (3, 3)
    assert "of its 7000000 bytes are here, in slices" in said
    assert "(slice " in asked.stdout
    assert not (several.restored(machine.target) / LARGE).exists()
    assert sum(path.name.startswith("large") for path in restored.iterdir()) >= 2
    assert len([path for path in restored.iterdir() if path.name.isdecimal()]) == 4
