"""A set written by a night is restored by restore.sh on a machine that has nothing else."""

import shutil
from pathlib import Path

import pytest

from mmbackup.engine.outcomes import Outcome
from tests.engine.format.bare_machine import BareMachine
from tests.engine.format.trees import facts, plant
from tests.engine.media.mounts import needs_root
from tests.engine.operations.backup.night import Night, command, files


@pytest.mark.root
@needs_root
@pytest.mark.parametrize("limit", [4 << 30, 100_000])
def test_the_medium_is_enough(night: Night, tmp_path: Path, limit: int) -> None:
    plant(night.servers)
    for number in range(20):
        night.write(f"MSS1/greetings/{number}", bytes([number]) * 300_000)
    result = night.run(
        files("messages", night.servers / "MSS1/mail"),
        files("greetings", night.servers / "MSS1/greetings"),
        command("installed-software", "printf", "zstd"),
        piece_limit=limit,
    )
    machine = BareMachine(tmp_path / "machine", "dash")
    shutil.copytree(night.content, machine.medium, dirs_exist_ok=True)

    done = machine.restore(result.set_name, "/target")

    assert result.outcome is Outcome.FULL
    assert (done.returncode, done.stderr) == (0, "")
    restored = night.restored(machine.target) / "MSS1"
    assert facts(restored / "mail") == facts(night.servers / "MSS1/mail")
    assert facts(restored / "greetings") == facts(night.servers / "MSS1/greetings")
    output = machine.target / "MSS1/command-output/installed-software/output"
    assert output.read_bytes() == b"zstd"
