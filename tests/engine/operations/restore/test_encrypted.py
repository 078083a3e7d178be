"""Encrypted sets come back with a key, and with none they wait for one."""

import os
from pathlib import Path

import pytest

from mmbackup.engine.operations.restore.pieces import read_file
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.backup.encrypted import SECRET, EncryptedNight
from tests.engine.operations.backup.night import files
from tests.engine.operations.restore.restores import Restores
from tests.engine.operations.restore.test_into_folder import facts

OTHER = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"


@pytest.fixture
def encrypted(tmp_path: Path) -> Restores:
    night = EncryptedNight(tmp_path)
    night.write("mail/small", b"text")
    night.write("mail/large", os.urandom(21_000_000))
    (night.servers / "mail/link").symlink_to("small")
    night.run(files("messages", night.servers / "mail"))
    restores = Restores(night)
    restores.secrets = (SECRET,)
    return restores


@pytest.mark.parametrize("alone", [0, 1 << 40])
def test_all_comes_back_with_a_key(encrypted: Restores, alone: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmbackup.engine.operations.restore.part.ALONE_SIZE", alone)

    step = encrypted.run(identities=(SECRET,))

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, encrypted.log
    assert facts(encrypted.place("mail")) == facts(encrypted.night.servers / "mail")
    assert SECRET not in encrypted.log


def test_without_a_key_it_waits_and_writes_nothing(encrypted: Restores) -> None:
    step = encrypted.run()

    assert step.refused is not None
    assert step.refused.error == "KeyNeeded"
    assert list(encrypted.target.iterdir()) == []


@pytest.mark.parametrize("alone", [0, 1 << 40])
def test_a_wrong_key_is_told_apart(encrypted: Restores, alone: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmbackup.engine.operations.restore.part.ALONE_SIZE", alone)

    step = encrypted.run(identities=(OTHER,))

    assert step.refused is not None
    assert step.refused.error == "WrongKey"
    assert [path for path in encrypted.target.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("identities", [(), (OTHER,)], ids=["no key", "wrong key"])
def test_nothing_is_stopped_for_a_key_that_opens_nothing(
    encrypted: Restores, identities: tuple[str, ...]
) -> None:
    stopped: list[str] = []

    def begin() -> list[str]:
        stopped.append("the messaging software")
        return []

    step = encrypted.step(encrypted.job(identities=identities), begin=begin)

    assert step.refused is not None
    assert stopped == []


def test_one_file_is_read_by_its_own_pieces(encrypted: Restores) -> None:
    medium, (found,) = encrypted.night.medium(), encrypted.night.sets()
    entry = next(entry for entry in encrypted.entries() if entry.path.endswith(b"large"))

    chunks = read_file(medium=medium, folder=found.name, entry=entry, identities=(SECRET,))

    assert b"".join(chunks) == (encrypted.night.servers / "mail/large").read_bytes()
