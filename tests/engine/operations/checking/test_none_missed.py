"""A flipped bit anywhere in a set is found: 2,000 ways to mar one, none missed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mmbackup.engine.format.identity import read_identity
from mmbackup.engine.operations.checking.account import read_account
from mmbackup.engine.operations.checking.check import Checking, check_set
from mmbackup.engine.operations.checking.comparing import Count, Watching
from mmbackup.engine.operations.checking.job import NoRecords, SetCheck
from tests.engine.operations.backup.encrypted import RECIPIENTS
from tests.engine.operations.backup.night import Night
from tests.engine.operations.checking.marred import FLIPS, OTHERS, Mar
from tests.engine.operations.checking.sets import NOW, small_night

SEED = 20261123
TRIES = 2_000
ENCRYPTED_TRIES = 400
ROUNDS = 8  # tests, so that two processors share them; the first two are enough for every day
LATER = [pytest.param(part, marks=pytest.mark.long) for part in range(2, ROUNDS)]


class Marring:
    """One set, marred and mended again: any file of it, a flip every other time."""

    def __init__(self, night: Night) -> None:
        self.medium = night.medium()
        identity = read_identity(self.medium)
        assert identity is not None
        self.medium_uuid = identity.uuid
        self.folder = night.set_folder()
        self.good = night.folder / "good"
        shutil.copytree(self.folder, self.good)
        self.names = sorted(path.name for path in self.folder.iterdir() if path.name != "verified.json")

    def check(self) -> SetCheck:
        account = read_account(self.medium, self.folder.name, self.medium_uuid, None)
        count = Count(len(account.files), account.bytes)
        watching = Watching(lambda _event: None, lambda: NOW, lambda: False)
        return check_set(account, Checking(self.medium, NoRecords(), str(self.good), count, watching))

    def mar(self, mar: Mar, name: str, random: Random) -> str:
        return mar(self.folder, name, random)

    def mend(self) -> None:
        for path in self.folder.iterdir():
            if not (self.good / path.name).exists():
                path.unlink()
        for path in self.good.iterdir():
            if path.suffix != ".sqlite" and _differs(path, self.folder / path.name):
                shutil.copyfile(path, self.folder / path.name)


def _differs(good: Path, there: Path) -> bool:
    return not there.exists() or good.read_bytes() != there.read_bytes()


@pytest.fixture(scope="module")
def plain() -> Iterator[Marring]:
    yield from _marring({})


@pytest.fixture(scope="module")
def encrypted() -> Iterator[Marring]:
    yield from _marring({"recipients": {"nightly": RECIPIENTS}})


def _marring(keys: dict[str, Any]) -> Iterator[Marring]:
    """In memory where there is room for it: each try reads the whole set, and mends it."""
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - in a folder of its own
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        marring = Marring(small_night(Path(folder), **keys))
        yield marring
        marring.medium.close()


@pytest.mark.parametrize("part", [0, 1, *LATER])
def test_none_is_missed(plain: Marring, part: int) -> None:
    assert missed_of(plain, Random(f"{SEED} {part}"), TRIES // ROUNDS) == []


@pytest.mark.parametrize("part", [0, pytest.param(1, marks=pytest.mark.long)])
def test_none_is_missed_of_an_encrypted_set(encrypted: Marring, part: int) -> None:
    assert missed_of(encrypted, Random(f"{SEED} {part} encrypted"), ENCRYPTED_TRIES // 2) == []


def missed_of(marring: Marring, random: Random, tries: int) -> list[str]:
    """What was done to the set and not found."""
    missed = []
    for number in range(tries):
        kind = random.choice(FLIPS if number % 2 else OTHERS)
        name = random.choice(marring.names)
        done = marring.mar(kind, name, random)
        if marring.check().is_whole:
            missed.append(f"seed {SEED}, try {number}: {done}")
        marring.mend()
    assert marring.check().is_whole
    return missed
