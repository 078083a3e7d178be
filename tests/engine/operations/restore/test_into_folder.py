"""What was saved comes back into a folder as it was."""

import os
from pathlib import Path

from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.backup.night import Night, files
from tests.engine.operations.restore.restores import Restores


def facts(folder: Path) -> dict[str, object]:
    """All that is to come back of each thing below a folder."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else ""
        times = status.st_mtime_ns
        owner = (status.st_uid, status.st_gid)
        found[str(path.relative_to(folder))] = (status.st_mode, times, owner, content)
    return found


def test_all_comes_back_as_it_was(night: Night, restores: Restores) -> None:
    night.write("mail/anna/1", b"one", mtime_ns=1_700_000_000_123_456_789)
    night.write("mail/ben/2", b"two" * 1000).chmod(0o640)
    (night.servers / "mail/ben/link").symlink_to("../anna/1")
    (night.servers / "mail/empty").mkdir()
    assert night.run(files("messages", night.servers / "mail")).outcome is Outcome.FULL

    step = restores.run()

    assert step.result is not None, step
    assert step.result.outcome is Outcome.FULL, restores.log
    assert facts(restores.place("mail")) == facts(night.servers / "mail")
    assert step.result.verdict.startswith("RESTORE completed successfully | Data Types - Messages | target ")
    assert step.part is not None
    assert step.part.files == 3


def test_one_file_comes_back_alone(night: Night, restores: Restores) -> None:
    night.write("mail/anna/1", b"one")
    night.write("mail/ben/2", b"two")
    night.run(files("messages", night.servers / "mail"))
    path = f"MSS1{night.servers}/mail/ben/2".encode()

    step = restores.run(Pick(path=path))

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL
    assert restores.place("mail/ben/2").read_bytes() == b"two"
    assert not restores.place("mail/anna").exists()
