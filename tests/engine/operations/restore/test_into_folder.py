"""What was saved comes back into a folder as it was."""

import os
import stat
from pathlib import Path

import pytest

from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.operations.restore.job import IntoFolder
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


def test_everything_that_a_file_system_knows_comes_back(night: Night, restores: Restores) -> None:
    mail = night.servers / "mail"
    night.write("mail/a/1", b"one", mtime_ns=-86_400_000_000_001)
    os.link(mail / "a/1", mail / "a/2")
    os.setxattr(night.write("mail/b/attributes", b"x"), "user.note", b"a=b%\0")
    os.setxattr(mail / "b", "user.folder", b"yes")
    with night.write("mail/b/holes").open("wb") as file:
        file.truncate(5_000_000)
        file.seek(2_000_000)
        file.write(b"middle")
    night.write("mail/b/large", os.urandom(10_000_000))
    (mail / os.fsdecode(b"b/\xff\n")).write_bytes(b"no text")
    if os.geteuid() == 0:
        os.chown(mail / "b/large", 1234, 5678)
    night.run(files("messages", mail))

    step = restores.run()

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    back = restores.place("mail")
    assert facts(back) == facts(mail)
    assert (back / "a/1").stat().st_ino == (back / "a/2").stat().st_ino
    assert os.getxattr(back / "b/attributes", "user.note") == b"a=b%\0"
    assert os.getxattr(back / "b", "user.folder") == b"yes"
    assert (back / "b/holes").stat().st_blocks * 512 < 1_000_000


def test_several_processes_bring_back_the_same(
    night: Night, restores: Restores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmbackup.engine.operations.restore.part.ALONE_FILES", 1)
    mail = night.servers / "mail"
    for number in range(300):
        night.write(f"mail/{number % 7}/{number}", os.urandom(20_000 + number))
    night.write("mail/3/large", os.urandom(9_000_000))
    os.link(mail / "1/1", mail / "2/other")
    night.run(files("messages", mail))

    step = restores.run()

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert facts(restores.place("mail")) == facts(mail)
    assert "     302 " in restores.log


def test_a_folder_that_is_not_there_is_made(night: Night, restores: Restores) -> None:
    night.write("mail/1", b"one")
    night.run(files("messages", night.servers / "mail"))
    target = night.folder / "not" / "yet"

    step = restores.run(target=IntoFolder(os.fsencode(target)))

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    assert (target / "MSS1" / str(night.servers / "mail/1")[1:]).read_bytes() == b"one"
