"""Encrypted sets: what a plain one promises, and nothing on the medium tells a name without a key."""

import hashlib
import random
from collections import Counter
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mmbackup.engine.errors import WrongKey
from mmbackup.engine.format.decryption import decrypt
from mmbackup.engine.operations.backup import ledger
from mmbackup.engine.outcomes import Outcome
from tests.engine.format.trees import facts, plant
from tests.engine.media.mounts import needs_root
from tests.engine.operations.backup.encrypted import (
    RECIPIENTS,
    SECRET,
    SPARE,
    EncryptedNight,
    plain_pieces,
)
from tests.engine.operations.backup.night import files
from tests.engine.operations.backup.test_brim import SMALL_MEDIUM, mail, saved_numbers


@pytest.fixture
def night(tmp_path: Path) -> EncryptedNight:
    return EncryptedNight(tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> EncryptedNight:
    return EncryptedNight(tmp_path, SMALL_MEDIUM)


@pytest.mark.root
@needs_root
def test_every_kind_of_file_comes_back_as_it_was(night: EncryptedNight) -> None:
    plant(night.servers)

    result = night.run(files("messages", night.servers))

    assert result.outcome is Outcome.FULL
    assert facts(night.restored(night.unpack())) == facts(night.servers)


def test_only_set_and_verification_are_plain(night: EncryptedNight) -> None:
    night.write("mail/a-telling-name", b"a telling text")

    result = night.run(files("messages", night.servers))

    names = sorted(path.name for path in night.set_folder().iterdir())
    assert names == [
        "LOG.txt.age",
        "manifest.jsonl.zst.age",
        "messages.000001.tar.zst.age",
        "set.json",
        "verified.json",
    ]
    assert all(b"telling" not in path.read_bytes() for path in night.content.rglob("*") if path.is_file())
    assert result.recipients == night.sets()[0].recipients == RECIPIENTS
    assert result.set_sha256 == hashlib.sha256((night.set_folder() / "set.json").read_bytes()).hexdigest()


def test_either_key_opens_all_of_it_and_no_other_one(night: EncryptedNight) -> None:
    night.write("mail/a")

    night.run(files("messages", night.servers))

    for path in night.set_folder().glob("*.age"):
        assert decrypt("it", path.read_bytes(), [SECRET]) == decrypt("it", path.read_bytes(), [SPARE])
        with pytest.raises(WrongKey):
            decrypt("it", path.read_bytes(), ["AGE-SECRET-KEY-1" + "Q" * 58])


def test_the_log_on_the_medium_is_the_runs_own(night: EncryptedNight) -> None:
    night.write("mail/a")

    night.run(files("messages", night.servers))

    log = decrypt("log", (night.set_folder() / "LOG.txt.age").read_bytes(), [SECRET]).decode()
    assert f"{night.servers}/mail/a" in log
    assert log.splitlines()[:5] == night.log.splitlines()[:5]


def test_media_of_a_pool_without_keys_stay_plain(night: EncryptedNight) -> None:
    night.write("mail/a")

    result = night.run(files("messages", night.servers), recipients={"weekly": RECIPIENTS})

    assert result.recipients == ()
    assert "recipients" not in (night.set_folder() / "set.json").read_text()
    assert (night.set_folder() / "manifest.jsonl.zst").exists()


def test_the_server_keeps_a_plain_copy_of_the_manifest(night: EncryptedNight) -> None:
    night.write("mail/a")
    path = night.folder / "copy"

    night.run(files("messages", night.servers), manifest_path=str(path))

    encrypted = (night.set_folder() / "manifest.jsonl.zst.age").read_bytes()
    assert path.read_bytes() == decrypt("manifest", encrypted, [SECRET])


def test_pieces_stay_small_and_frames_whole(night: EncryptedNight) -> None:
    """A file over several frames has its piece to itself."""
    make = random.Random(1)
    for number in range(30):
        night.write(f"mail/{number}", make.randbytes(2_000_000))
    night.write("mail/large", make.randbytes(40_000_000))
    night.write("mail/larger-than-a-frame", make.randbytes(7_000_000))

    night.run(files("messages", night.servers))

    pieces = plain_pieces(night.set_folder(), "messages")
    assert all(len(piece) <= 16 << 20 for piece in pieces.values())
    assert len(pieces) >= 7
    in_piece: Counter[str] = Counter()
    for entry in night.manifest():
        name, offset = entry["frame"]
        whole = b"".join(content for piece, content in pieces.items() if piece.startswith(name))
        frame = zstandard.ZstdDecompressor().decompressobj().decompress(whole[offset:])
        assert frame[entry["at"] :][257:262] == b"ustar"
        in_piece[name] += entry["type"] == "file"
        if "large" in entry["path"]:
            assert offset == entry["at"] == 0
    alone = [entry["frame"][0] for entry in night.manifest() if "large" in entry["path"]]
    assert [in_piece[name] for name in alone] == [1, 1]
    assert facts(night.restored(night.unpack())) == facts(night.servers)


def test_the_medium_is_filled_to_the_brim_with_the_newest(small: EncryptedNight) -> None:
    small.write("system/a")
    mail(small, "mail", 3000, 25_000)

    result = small.run(
        files("detailed-system-data", small.servers / "system"), files("messages", small.servers / "mail")
    )

    assert (result.outcome, result.errors) == (Outcome.PARTIAL, 0)
    assert 0.999 * SMALL_MEDIUM <= small.used() <= SMALL_MEDIUM
    saved = saved_numbers(small, "mail")
    assert set(range(3000 - len(saved) + 20, 3000)) <= saved
    restored = small.restored(small.unpack())
    assert {int(path.name) for path in (restored / "mail").iterdir()} == saved


def test_a_large_file_that_does_not_fit_leaves_room_for_smaller_ones(small: EncryptedNight) -> None:
    mail(small, "mail", 1000, 60_000)
    small.write("mail/10000", random.Random(3).randbytes(70_000_000), mtime_ns=1_700_000_000_000_000_000)

    result = small.run(files("messages", small.servers / "mail"))

    assert result.outcome is Outcome.PARTIAL
    assert 10_000 not in saved_numbers(small, "mail")
    assert 0.99 * SMALL_MEDIUM <= small.used() <= SMALL_MEDIUM
    names = {file.name for file in small.sets()[0].files}
    assert names == {path.name for path in small.set_folder().iterdir()} - {"set.json", "verified.json"}
    small.unpack()


def test_an_older_set_goes_first_when_the_new_one_does_not_fit_beside(small: EncryptedNight) -> None:
    mail(small, "mail", 600, 60_000)
    small.run(files("messages", small.servers))

    result = small.run(files("messages", small.servers))

    assert result.outcome is Outcome.FULL
    assert [one.name for one in small.sets()] == [result.set_name]
    assert facts(small.restored(small.unpack())) == facts(small.servers)


def test_a_set_never_has_more_files_than_its_account_may_name(
    night: EncryptedNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A very large medium takes more small pieces than that."""
    monkeypatch.setattr(ledger, "MOST_PIECES", 5)
    mail(night, "mail", 40, 500_000)

    result = night.run(files("messages", night.servers), piece_limit=1_000_000)

    assert result.outcome is Outcome.PARTIAL
    assert len(list(night.set_folder().glob("messages.*"))) <= 5
    assert len(list(night.restored(night.unpack()).rglob("*"))) > result.tallies[0].saved_files > 0


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(300_000, 12_000_000), st.integers(0, 2**32))
def test_never_a_byte_too_many(tmp_path_factory: pytest.TempPathFactory, capacity: int, seed: int) -> None:
    small = EncryptedNight(tmp_path_factory.mktemp("night"), capacity)
    make = random.Random(seed)
    left = capacity * 5 // 4
    while left > 0:
        size = int(make.paretovariate(0.7) * 900) % 6_000_000
        left -= size
        small.write(f"mail/{left}", make.randbytes(size))

    result = small.run(files("messages", small.servers), piece_limit=1_000_000)

    assert (result.outcome, result.errors) == (Outcome.PARTIAL, 0)
    assert small.used() <= capacity
    assert len(list(small.restored(small.unpack()).rglob("*"))) > 1


def test_a_medium_that_fills_up_too_soon_is_never_a_success(small: EncryptedNight) -> None:
    """Something else writes onto it while what was gathered waits to be written."""
    mail(small, "mail", 700, 60_000)

    def cancelled() -> bool:
        strange = small.content / "strange"
        if not strange.exists() and small.used() > 15_000_000:
            strange.write_bytes(bytes(SMALL_MEDIUM - small.used() - 5_000_000))
        return False

    result = small.run(files("messages", small.servers), cancelled=cancelled)

    assert result.outcome is Outcome.FAILED
    assert "full" in result.reason
    assert small.sets() == []
    assert not list(small.content.glob(".incomplete-*"))
