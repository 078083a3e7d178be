"""In place: below the roots of each server, and nowhere else."""

import os
import shutil

import pytest

from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.operations.restore.job import Existing, InPlace
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.backup.night import Night, command, files
from tests.engine.operations.restore.restores import Restores
from tests.engine.operations.restore.test_into_folder import facts


def test_a_wiped_server_is_as_it_was(night: Night, restores: Restores) -> None:
    mail = night.servers / "mail"
    night.write("mail/anna/1", b"one").chmod(0o600)
    (mail / "anna").chmod(0o700)
    night.run(files("messages", mail))
    before = facts(night.servers)
    shutil.rmtree(mail)

    step = restores.run(target=InPlace({"MSS1": (os.fsencode(mail),)}))

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert facts(night.servers) == before
    assert "target in place" in step.result.verdict


def test_one_message_comes_back_and_its_neighbours_stay(night: Night, restores: Restores) -> None:
    mail = night.servers / "mail"
    lost = night.write("mail/anna/1", b"one")
    night.write("mail/anna/2", b"two")
    night.run(files("messages", mail))
    lost.unlink()
    night.write("mail/anna/2", b"newer")
    pick = Pick(path=f"MSS1{lost}".encode())

    step = restores.run(pick, target=InPlace({"MSS1": (os.fsencode(mail),)}), existing=Existing.REPLACE)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert lost.read_bytes() == b"one"
    assert (mail / "anna/2").read_bytes() == b"newer"


def test_what_lies_outside_of_the_roots_has_no_place(night: Night, restores: Restores) -> None:
    night.write("mail/1", b"one")
    night.write("other/2", b"two")
    night.run(
        files("messages", night.servers / "mail", night.servers / "other"),
        command("detailed-system-data", "echo", "told"),
    )
    shutil.rmtree(night.servers / "other")
    shutil.rmtree(night.servers / "mail")

    step = restores.run(target=InPlace({"MSS1": (os.fsencode(night.servers / "mail"),)}))

    assert step.result is not None
    assert step.result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert (night.servers / "mail/1").read_bytes() == b"one"
    assert not (night.servers / "other").exists()
    assert "outside of what is saved from its server" in restores.log
    assert step.result.errors == 2  # the folder, and the file in it
    assert "| 1 output left out | target in place" in step.result.verdict
    assert "restore them to a folder" in restores.log.replace("\n            ", " ")


@pytest.mark.parametrize("keep", [True, False])
def test_set_user_id_bits_come_back_only_on_purpose(night: Night, restores: Restores, *, keep: bool) -> None:
    night.write("mail/program", b"#!").chmod(0o4755)
    night.run(files("messages", night.servers / "mail"))

    restores.run(keep_setuid=keep)

    assert restores.place("mail/program").stat().st_mode & 0o7777 == (0o4755 if keep else 0o755)
    assert ("without their set-user-ID" in restores.log.replace("\n            ", " ")) is not keep
