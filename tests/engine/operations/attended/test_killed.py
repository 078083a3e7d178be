"""A process killed in the middle of a part costs that part at most: the next call goes on where it must."""

import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mmbackup.engine.format.manifest import entry_path, read_manifest
from mmbackup.engine.operations.attended import parts_written
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.attended.several import Several, restarted
from tests.engine.operations.backup.night import files

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parents[4]
FILES = 70


def killed_at(several: Several, job: BackupJob, *moment: str) -> None:
    (several.folder / "job").write_bytes(pickle.dumps(job))
    program = str(Path(__file__).with_name("killed_part.py"))
    done = subprocess.run(
        [sys.executable, program, str(several.folder / "job"), str(several.state), *moment],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def paths_of(several: Several, medium: str, name: str) -> list[str]:
    manifest = several.content_of(medium) / name / "manifest.jsonl.zst"
    entries = read_manifest([manifest.read_bytes()])
    return [entry_path(entry).decode() for entry in entries if entry["type"] == "file"]


@pytest.mark.parametrize("following", ["BC", "CD"])
@pytest.mark.parametrize(
    ("moment", "proven"),
    [
        (("replace_small", "MMBACKUP.json", "after"), 1),
        (("create", "messages.0001", "after"), 1),
        (("rename", ".incomplete-2026", "before"), 1),
        (("rename", ".incomplete-2026", "after"), 1),
        (("replace_small", "verified.json", "before"), 2),
        (("replace_small", "verified.json", "after"), 2),
    ],
)
def test_the_second_part_is_killed(
    several: Several, moment: tuple[str, str, str], proven: int, following: str
) -> None:
    several.fill("mail", FILES, 100_000)
    job = several.begin(files("messages", several.servers / "mail"))
    several.step(job, "A")
    several.put_in("B")

    killed_at(several, job, *moment)

    assert len(parts_written(folder=str(several.state))) == proven
    media = following
    if proven == 2:  # told now, whatever lies in the drive
        assert several.step(restarted(job), following[0]).part == parts_written(folder=str(several.state))[-1]
        media = "CD"
    parts, result = several.go_through(restarted(job), media)
    assert result.outcome is Outcome.FULL
    written = parts_written(folder=str(several.state))
    assert [part.number for part in written] == [1, 2, 3]
    assert parts[-1] == written[-1]
    paths = [name for part in written for name in paths_of(several, part.medium_name, part.set_name)]
    assert len(paths) == len(set(paths)) == FILES
    for part in written:
        found = [one for one in several.sets_of(part.medium_name) if one.uuid == part.set_uuid]
        assert [one.part for one in found] == [part.number]
        assert found[0].is_verified or following != "BC"
        assert not list(several.content_of(part.medium_name).glob(".incomplete-*"))
    assert several.log.count("Part 2 · medium") == 1
