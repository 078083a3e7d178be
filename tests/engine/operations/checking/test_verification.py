"""A verification names every fault, what is lost with it, and leaves the rest in peace."""

import hashlib
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from mmbackup.engine.events import Event, PhaseBegan, Progress
from mmbackup.engine.format.backup_set import list_sets
from mmbackup.engine.operations.checking.job import NoRecords, SetCheck, Verified
from mmbackup.engine.outcomes import Outcome, Phase
from tests.engine.operations.backup.encrypted import SECRET, EncryptedNight
from tests.engine.operations.backup.night import Night, files
from tests.engine.operations.checking.sets import check, known, small_night
from tests.engine.operations.restore.restores import Restores


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return small_night(tmp_path)


@pytest.fixture
def frames(tmp_path: Path) -> Restores:
    """Some 20 MB in several frames, one file large."""
    night = Night(tmp_path)
    source = random.Random(7)
    for number in range(100):
        night.write(f"mail/{number % 5}/{number:03}", source.randbytes(100_000 + number))
    night.write("mail/large", source.randbytes(9_500_000))
    night.run(files("messages", night.servers / "mail"))
    return Restores(night)


def only(found: Verified) -> SetCheck:
    (one,) = found.checks
    return one


def pieces(night: Night) -> list[Path]:
    return sorted(night.set_folder().glob("*.tar.zst*"))


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_whole_set_is_as_written(night: Night) -> None:
    events: list[Event] = []

    found = check(night, listen=events.append)

    assert found.result.outcome is Outcome.FULL
    assert found.result.verdict.startswith("VERIFICATION completed successfully | 1 set, ")
    assert found.result.medium_uuid == list_sets(night.medium())[0].medium_uuid
    assert only(found).is_whole
    assert only(found).is_verified
    assert "Read back   " in night.log
    phases = [event.phase for event in events if isinstance(event, PhaseBegan)]
    assert phases == [Phase.PREFLIGHT, Phase.READ_BACK, Phase.ENDED]
    last = [event for event in events if isinstance(event, Progress)][-1]
    assert (last.files, last.size) == (last.files_total, last.size_total)


def test_every_fault_is_told_not_only_the_first(night: Night) -> None:
    folder = night.set_folder()
    flip(folder / "LOG.txt", 5)
    (folder / "manifest.jsonl.zst").unlink()
    (folder / "extra").write_bytes(b"")
    os.truncate(folder / "messages.0001.tar.zst", 100)

    found = check(night)

    faults = {fault.name: fault.text for fault in only(found).faults}
    assert set(faults) == {"LOG.txt", "manifest.jsonl.zst", "extra", "messages.0001.tar.zst"}
    assert found.result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert found.result.verdict.startswith("VERIFICATION found damage | 1 of 1 set | ")
    assert all(text in " ".join(night.log.split()) for text in faults.values())


@pytest.mark.parametrize("seed", range(5))
def test_what_is_lost_is_what_a_restore_cannot_bring_back(frames: Restores, seed: int) -> None:
    job = frames.job()
    piece = random.Random(seed).choice(pieces(frames.night))
    flip(piece, random.Random(seed).randrange(piece.stat().st_size - 100))

    found = only(check(frames.night))

    step = frames.step(job)
    assert step.result is not None
    with frames.plan() as plan:
        not_restored = {path for _, path, _ in plan.faults()}
    assert {one.file.path for one in found.damaged} == not_restored
    assert found.damaged_files == len(not_restored) > 0


def test_two_pieces_swapped_lose_their_files(frames: Restores) -> None:
    one, other = pieces(frames.night)[:2]
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)

    found = only(check(frames.night))

    assert {fault.name for fault in found.faults} == {one.name, other.name}
    assert found.damaged_files == 101


def test_a_grown_piece_loses_none_of_its_files(frames: Restores) -> None:
    with pieces(frames.night)[0].open("ab") as file:
        file.write(b"more")

    found = only(check(frames.night))

    assert not found.is_whole
    assert found.damaged_files == 0


def test_without_index_and_manifest_what_is_lost_cannot_be_named(night: Night) -> None:
    folder = night.set_folder()
    flip(folder / "messages.0001.tar.zst", 50)
    flip(folder / "manifest.jsonl.zst", 20)

    found = only(check(night))

    assert {fault.name for fault in found.faults} == {"messages.0001.tar.zst", "manifest.jsonl.zst"}
    assert found.damaged == ()


def test_more_files_than_are_named_are_counted(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmbackup.engine.operations.checking.check.MOST_NAMED", 3)
    for piece in pieces(night):
        piece.unlink()

    found = only(check(night))

    assert (len(found.damaged), found.damaged_files) == (3, 36)
    assert "33 further files" in night.log


def test_the_server_s_own_knowledge_of_set_json_is_asked(night: Night) -> None:
    path = night.set_folder() / "set.json"
    before = path.read_bytes()
    remembered = tuple(replace(one, sha256=hashlib.sha256(before).hexdigest()) for one in known(night))
    (night.set_folder() / "verified.json").unlink()
    path.write_bytes(before.replace(b'"errors": 0', b'"errors": 1'))

    assert only(check(night)).is_whole  # nothing else speaks against it
    (night.set_folder() / "verified.json").unlink()
    found = only(check(night, remembered=remembered))

    assert [fault.name for fault in found.faults] == ["set.json"]
    assert "reads back with other bytes than were written" in found.faults[0].text


def test_verified_json_that_speaks_of_another_set_json_is_the_one_at_fault(night: Night) -> None:
    text = (night.set_folder() / "set.json").read_bytes()
    remembered = tuple(replace(one, sha256=hashlib.sha256(text).hexdigest()) for one in known(night))
    path = night.set_folder() / "verified.json"
    path.write_bytes(path.read_bytes().replace(b'"set_sha256": "', b'"set_sha256": "f')[:-4] + b'"\n}\n')

    found = only(check(night, remembered=remembered))

    assert [fault.name for fault in found.faults] == ["verified.json"]


def test_a_set_that_nobody_had_verified_is_verified_now(night: Night) -> None:
    (night.set_folder() / "verified.json").unlink()

    found = check(night)

    assert only(found).is_verified
    proof = list_sets(night.medium())[0].verification
    assert proof is not None
    assert proof.by == "mmbackup, in a verification after it was written"
    assert proof.verdict.startswith("VERIFICATION completed successfully | 1 set, ")


def test_a_damaged_set_is_not_marked(night: Night) -> None:
    (night.set_folder() / "verified.json").unlink()
    flip(night.set_folder() / "LOG.txt", 0)

    check(night)

    assert not (night.set_folder() / "verified.json").exists()


def test_a_write_protected_medium_is_read_and_left_as_it_is(night: Night) -> None:
    (night.set_folder() / "verified.json").unlink()
    night.shelf.protect("A", on=True)

    found = check(night)

    assert found.result.outcome is Outcome.FULL
    assert not only(found).is_verified
    assert not (night.set_folder() / "verified.json").exists()


def test_a_set_that_ought_to_be_there_is_missed(night: Night) -> None:
    remembered = known(night)
    folder = night.set_folder()
    folder.rename(folder.with_name("20261101T000000Z-full-auto"))

    found = check(night, remembered=remembered)

    told = {one.name: [fault.text for fault in one.faults] for one in found.checks}
    assert told == {
        folder.name: [f"{folder.name} does not lie on the medium any more"],
        "20261101T000000Z-full-auto": [
            f"20261101T000000Z-full-auto/set.json belongs to the set {folder.name}"
        ],
    }


def test_another_medium_than_the_one_meant_is_refused(night: Night) -> None:
    meant = list_sets(night.medium())[0].medium_uuid
    night.shelf.add("B", 1 << 30)
    night.shelf.eject()
    night.shelf.insert("B")
    night.run(files("messages", night.servers / "messages"))

    found = check(night, medium_uuid=meant)

    assert found.result.outcome is Outcome.WRONG_MEDIUM
    assert found.checks == ()


def test_a_medium_of_ours_without_a_set_has_nothing_to_verify(night: Night) -> None:
    for path in night.set_folder().iterdir():
        path.unlink()
    next(path for path in night.content.iterdir() if path.is_dir()).rmdir()

    found = check(night)

    assert found.result.outcome is Outcome.FAILED
    assert "no backup set lies on medium A" in found.result.verdict


def test_it_can_be_cancelled(night: Night) -> None:
    found = check(night, cancelled=lambda: True)

    assert found.result.outcome is Outcome.FAILED
    assert "cancelled" in found.result.verdict
    assert found.result.next_step == "Start the verification again when there is time."


def test_a_medium_taken_out_meanwhile_ends_it(night: Night) -> None:
    def take_out(event: Event) -> None:
        if isinstance(event, Progress):
            night.shelf.eject()

    found = check(night, listen=take_out)

    assert found.result.error == "MediumLost"
    assert found.checks == ()


def test_an_encrypted_set_needs_no_key_and_loses_whole_pieces(tmp_path: Path) -> None:
    night = EncryptedNight(tmp_path)
    for number in range(20):
        night.write(f"messages/{number}", random.Random(number).randbytes(2_000))
    night.write("system/conf", b"x = 1")
    night.run(files("messages", night.servers / "messages"), files("networking", night.servers / "system"))
    assert check(night).result.outcome is Outcome.FULL
    restores = Restores(night)
    restores.secrets = (SECRET,)
    entries = restores.entries()
    flip(next(night.set_folder().glob("messages.*.age")), 500)

    class Known(NoRecords):
        def entries(self, medium_set, names):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            return (entry for entry in entries if entry.piece in names)

    found = only(check(night, records=Known()))

    assert [fault.name for fault in found.faults] == ["messages.000001.tar.zst.age"]
    assert found.damaged_files == len([e for e in entries if e.data_type == "messages" and e.kind == "file"])
