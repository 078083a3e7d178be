"""Encrypted pieces that are plain, plain ones that are encrypted, and age files made to open for ever."""

from pathlib import Path
from typing import Any

import pyrage
import pytest
from pyrage import x25519

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.archive import END
from mmbackup.engine.outcomes import Outcome
from tests.engine.format.trees import facts
from tests.hostile.evil_set import PIECE, EvilSet, framed
from tests.hostile.restoring import Bay, Came

IDENTITY = x25519.Identity.generate()
PUBLIC = str(IDENTITY.to_public())


def encrypted(plain: bytes) -> bytes:
    made: bytes = pyrage.encrypt(plain, [IDENTITY.to_public()])
    return made


@pytest.fixture
def bay(tmp_path: Path) -> Bay:
    return Bay(tmp_path)


def evil_set(*, recipients: list[str]) -> EvilSet:
    evil = EvilSet()
    evil.add(b"MSS1/a", b"abc")

    def claim(account: dict[str, Any]) -> None:
        account["recipients"] = recipients

    evil.change = claim
    return evil


def planned(bay: Bay, evil: EvilSet) -> Path:
    """The plan is made of what was written; then the medium is the enemy's."""
    folder = bay.insert(evil)
    bay.plan(evil)
    return folder


def restored(bay: Bay, **more: object) -> Came:
    came = bay.restore(identities=(str(IDENTITY),), **more)
    assert all(line.isprintable() for line in came.log.splitlines())
    assert list(bay.target.rglob("a")) == []
    return came


def _failed(came: Came) -> bool:
    if came.step.refused is not None:
        return True
    return came.step.result is not None and came.step.result.outcome is not Outcome.FULL


def test_plain_pieces_of_an_encrypted_set(bay: Bay) -> None:
    planned(bay, evil_set(recipients=[PUBLIC]))

    assert _failed(restored(bay))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"age-encryption.org/v1\n",
        b"age-encryption.org/v1\n" + b"-> X25519 a\n" * 100_000,
        b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 60\n"
        + b"A" * 43
        + b"\n--- "
        + b"A" * 43
        + b"\n",
        pyrage.encrypt(b"x", [x25519.Identity.generate().to_public()]),
        encrypted(b""),
        encrypted(framed(END))[:-1],
        encrypted(framed(END)) + b"x",
        encrypted(b"x" * 100_000),
        encrypted(encrypted(framed(END))),
        encrypted(framed(bytes(1 << 30))),
    ],
    ids=range(11),
)
def test_pieces_that_are_none(bay: Bay, content: bytes) -> None:
    folder = planned(bay, evil_set(recipients=[PUBLIC]))
    (folder / f"{PIECE}.age").write_bytes(content)

    assert _failed(restored(bay))


def test_a_piece_larger_than_any_is_not_taken_into_memory(bay: Bay) -> None:
    folder = planned(bay, evil_set(recipients=[PUBLIC]))
    with (folder / f"{PIECE}.age").open("wb") as file:
        file.write(b"age-encryption.org/v1\n")
        file.truncate(1 << 40)

    assert _failed(restored(bay))


@pytest.mark.parametrize(
    "recipients",
    [["age1"], [PUBLIC] * 2, [PUBLIC.upper()], ["\x1b[2J"], [""], [1], "age1", {}, [PUBLIC] * 10_000],
    ids=range(9),
)
def test_recipients_that_are_none_are_refused_or_harmless(bay: Bay, recipients: Any) -> None:
    evil = evil_set(recipients=recipients)
    around = facts(bay.outside)

    came = bay.attack(evil)

    assert isinstance(came, FormatError) or _failed(came)
    assert facts(bay.outside) == around


def test_a_set_that_was_plain_and_says_now_that_it_is_encrypted_is_another_one(bay: Bay) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/a", b"abc")
    folder = planned(bay, evil)
    evil.change = lambda account: account.update(recipients=[PUBLIC])
    evil.seal(folder)

    came = restored(bay)

    assert came.step.refused is not None
    assert came.step.refused.error == "SetNotOnMedium"
