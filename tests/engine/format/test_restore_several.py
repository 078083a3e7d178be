"""restore.sh over several media: in any order, with slices to join, and with media that are missing."""

import itertools
import os
import shutil
from pathlib import Path

import pytest

from tests.engine.format.bare_machine import EVERYWHERE, PROGRAMS, SHELLS, BareMachine
from tests.engine.format.several_media import BASE, BIG, ENCODED, SeveralMedia
from tests.engine.format.trees import facts
from tests.engine.media.mounts import needs_root

pytestmark = [needs_root, pytest.mark.root]
A, B, C = range(3)
SLICE = BIG + ".mmbackup-slice-000"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> SeveralMedia:
    return SeveralMedia(tmp_path_factory.mktemp("written"))


@pytest.fixture
def own(tmp_path: Path) -> SeveralMedia:
    """To be changed by the test."""
    return SeveralMedia(tmp_path / "own")


@pytest.fixture
def machine(tmp_path: Path) -> BareMachine:
    return BareMachine(tmp_path / "machine", "dash", PROGRAMS + EVERYWHERE)


def state(machine: BareMachine, media: SeveralMedia) -> Path:
    return machine.target / ".mmbackup-restore" / media.uuid


def restored(machine: BareMachine) -> dict[str, tuple[object, ...]]:
    """Without what restore.sh remembers between two media."""
    found = facts(machine.target)
    return {name: fact for name, fact in found.items() if not name.startswith(".mmbackup-restore")}


@pytest.mark.parametrize("order", list(itertools.permutations((A, B, C))))
def test_the_media_come_in_any_order(
    machine: BareMachine, written: SeveralMedia, order: tuple[int, ...]
) -> None:
    statuses = []
    for number in order:
        machine.insert(written.media[number])
        done = machine.restore(BASE, "/target")
        assert done.stderr == ""
        statuses.append(done.returncode)

    assert statuses == [3, 3, 0]
    assert facts(machine.target) == facts(written.source)
    assert done.stdout.endswith("Done: all parts restored below /target\n")


@pytest.mark.parametrize("shell", SHELLS)
def test_any_shell_will_do(tmp_path: Path, written: SeveralMedia, shell: str) -> None:
    machine = BareMachine(tmp_path / "any machine", shell, PROGRAMS + EVERYWHERE)
    for number in (C, A, B):
        machine.insert(written.media[number])
        done = machine.restore(BASE, "/target")
        assert done.stderr == ""

    assert done.returncode == 0
    assert facts(machine.target) == facts(written.source)


def test_bsdtar_will_do(machine: BareMachine, tmp_path: Path) -> None:
    """Names in no character set apart, which this test's own archives do not announce as mmbackup's do."""
    machine.install_bsdtar()
    media = SeveralMedia(tmp_path / "utf-8", utf_8_only=True)
    for number in (C, A, B):
        machine.insert(media.media[number])
        done = machine.restore(BASE, "/target")
        assert done.stderr == ""

    assert done.returncode == 0
    assert facts(machine.target) == facts(media.source)


def test_the_parts_own_name_is_taken_too(machine: BareMachine, written: SeveralMedia) -> None:
    machine.insert(written.media[B])

    assert machine.restore(f"{BASE}-2", "/target").returncode == 3
    assert machine.restore(f"{BASE}-1", "/target").returncode == 1


def test_it_says_which_parts_are_still_to_come(machine: BareMachine, written: SeveralMedia) -> None:
    machine.insert(written.media[C])

    done = machine.restore(BASE, "/target")

    assert done.returncode == 3
    assert "part 1   medium A   STILL TO COME, 10 files" in done.stdout
    assert "part 2   medium B   STILL TO COME, 11 files" in done.stdout
    assert "part 3   medium C   restored" in done.stdout
    assert f"sh restore.sh {BASE} /target\n" in done.stdout


def test_before_the_last_part_nobody_knows_how_many_there_are(
    machine: BareMachine, written: SeveralMedia
) -> None:
    for number in (A, B):
        machine.insert(written.media[number])
        done = machine.restore(BASE, "/target")

    assert done.returncode == 3
    assert "STILL TO COME" not in done.stdout
    assert "The last part was not put in yet" in done.stdout


def test_with_a_medium_missing_the_rest_is_restored(machine: BareMachine, written: SeveralMedia) -> None:
    for number in (A, C):
        machine.insert(written.media[number])
        done = machine.restore(BASE, "/target")

    there, whole = restored(machine), facts(written.source)
    lost = {os.fsdecode(name) for name in written.names(B)} | {BIG}
    assert done.returncode == 3
    assert all(there[name] == whole[name] for name in set(whole) - lost)
    assert "30000" not in there
    assert f"{ENCODED} is on several media: 40000 of its 70000 bytes" in done.stdout
    assert not (machine.target / BIG).exists()


def test_the_missing_files_are_listed(machine: BareMachine, written: SeveralMedia) -> None:
    for number in (A, C):
        machine.insert(written.media[number])
        machine.restore(BASE, "/target")

    done = machine.restore("-m", BASE, "/target")

    listed = done.stdout.partition("Missing, on medium B (part 2):\n")[2].splitlines()
    lost = [os.fsdecode(name) for name in written.names(B)]
    files = [name for name in lost if not (written.source / name).is_dir()]
    assert done.returncode == 3
    assert len(listed) == len(files) + 1
    assert r"  MSS1/mail/big\nv\u00f6ice %s.wav (slice 2)" in listed
    assert "  MSS1/mail/owned" in listed


def test_asking_what_is_missing_changes_nothing(machine: BareMachine, written: SeveralMedia) -> None:
    machine.insert(written.media[C])

    done = machine.restore("-m", BASE, "/target")

    assert done.returncode == 3
    assert "Missing, on medium A (part 1):" in done.stdout
    assert "Missing, on medium C (part 3):" in done.stdout
    assert facts(machine.target) == {}


def test_what_is_missing_of_one_data_type(machine: BareMachine, written: SeveralMedia) -> None:
    machine.insert(written.media[C])

    done = machine.restore("-m", BASE, "/target", "system-data")

    assert "  MAS1/hosts\n" in done.stdout
    assert "MSS1/" not in done.stdout


def test_an_earlier_medium_cannot_list_a_later_one(machine: BareMachine, written: SeveralMedia) -> None:
    machine.insert(written.media[C])
    machine.restore(BASE, "/target")
    machine.insert(written.media[A])

    done = machine.restore("-m", BASE, "/target")

    assert "What is on medium B (part 2) the media of later parts list." in done.stdout


def test_a_set_on_one_medium_misses_nothing(machine: BareMachine, own: SeveralMedia) -> None:
    folder = own.part(A)
    text = (folder / "set.json").read_text().replace('"parts": 0', '"parts": 1')
    (folder / "set.json").write_text(text)
    (folder / "verified.json").unlink()
    machine.insert(own.media[A])

    asked = machine.restore("-m", f"{BASE}-1", "/target")
    done = machine.restore(f"{BASE}-1", "/target")

    assert (asked.returncode, done.returncode) == (1, 0)
    assert "on this medium alone" in asked.stderr
    assert not (machine.target / ".mmbackup-restore").exists()


def test_one_data_type_from_all_media(machine: BareMachine, written: SeveralMedia) -> None:
    for number in (B, C, A):
        machine.insert(written.media[number])
        done = machine.restore(BASE, "/target", "system-data")

    assert done.returncode == 0
    assert "This part holds no system-data." not in done.stdout
    assert list(restored(machine)) == ["MAS1", "MAS1/hosts"]


def test_data_types_one_after_the_other_are_the_whole(machine: BareMachine, written: SeveralMedia) -> None:
    for data_type in ("messages", "system-data"):
        for number in (B, C, A):
            machine.insert(written.media[number])
            done = machine.restore(BASE, "/target", data_type)
            assert done.stderr == ""
        assert done.returncode == 0

    assert restored(machine) == facts(written.source)


def test_a_data_type_that_there_is_nowhere_is_refused(machine: BareMachine, written: SeveralMedia) -> None:
    machine.insert(written.media[B])

    done = machine.restore(BASE, "/target", "voices")

    assert done.returncode == 1
    assert "no data type voices" in done.stderr


def test_a_medium_that_is_restored_twice_does_no_harm(machine: BareMachine, written: SeveralMedia) -> None:
    for number in (A, A, B, A, C):
        machine.insert(written.media[number])
        done = machine.restore(BASE, "/target")
        assert done.stderr == ""

    assert done.returncode == 0
    assert facts(machine.target) == facts(written.source)


def test_a_medium_of_a_joined_file_once_more(machine: BareMachine, own: SeveralMedia) -> None:
    """While another part is still to come: the file stays whole, its slice does not stay behind."""
    _without_slices(own, C, total=60_000)
    for number in (A, B, A):
        machine.insert(own.media[number])
        done = machine.restore(BASE, "/target")
        assert done.stderr == ""

    assert (machine.target / BIG).stat().st_size == 60_000
    assert not (machine.target / f"{SLICE}1").exists()


def _without_slices(media: SeveralMedia, last: int, *, total: int) -> None:
    """The file's slices end before the last medium."""
    (media.part(last) / "slices.txt").unlink()
    for number in range(last):
        path = media.part(number) / "slices.txt"
        path.write_text(path.read_text().replace(" 70000 ", f" {total} "))
        media.write_set_json(number)
    media.write_set_json(last)


def test_damage_on_a_medium_is_remembered_to_the_end(machine: BareMachine, own: SeveralMedia) -> None:
    piece = own.part(A) / "system-data.0001.tar.zst"
    piece.write_bytes(piece.read_bytes()[:40])
    machine.insert(own.media[A])
    refused = machine.restore(BASE, "/target")
    told = machine.restore("-f", BASE, "/target")
    for number in (B, C):
        machine.insert(own.media[number])
        done = machine.restore(BASE, "/target")

    assert "nothing was restored" in refused.stderr
    assert told.returncode == done.returncode == 1
    assert "part 1   medium A   restored, but NOT all as it was saved" in done.stdout
    assert (machine.target / BIG).read_bytes() == (own.source / BIG).read_bytes()


def test_what_was_damaged_can_be_restored_once_more(
    machine: BareMachine, own: SeveralMedia, written: SeveralMedia
) -> None:
    good = (own.part(A) / "system-data.0001.tar.zst").read_bytes()
    (own.part(A) / "system-data.0001.tar.zst").write_bytes(good[:40])
    machine.insert(own.media[A])
    machine.restore("-f", BASE, "/target")
    (own.part(A) / "system-data.0001.tar.zst").write_bytes(good)
    for number in (A, B, C):
        machine.insert(own.media[number])
        done = machine.restore(BASE, "/target")

    assert done.returncode == 0
    assert facts(machine.target) == facts(own.source)


def test_a_slice_that_changed_while_it_waited_is_not_joined(
    machine: BareMachine, written: SeveralMedia
) -> None:
    for number in (A, B):
        machine.insert(written.media[number])
        machine.restore(BASE, "/target")
    (machine.target / f"{SLICE}1").write_bytes(b"changed")
    machine.insert(written.media[C])
    failed = machine.restore(BASE, "/target")
    machine.insert(written.media[A])
    mended = machine.restore(BASE, "/target")

    assert failed.returncode == 1
    assert f"slice 0001 of {ENCODED} is not as it was saved" in failed.stderr
    assert mended.returncode == 0
    assert facts(machine.target) == facts(written.source)


def test_a_file_that_was_never_saved_whole_is_named(machine: BareMachine, own: SeveralMedia) -> None:
    _without_slices(own, C, total=70_000)
    for number in (A, B, C):
        machine.insert(own.media[number])
        done = machine.restore(BASE, "/target")

    assert done.returncode == 1
    assert "never saved whole" in done.stderr
    assert (machine.target / f"{SLICE}2").stat().st_size == 30_000


def test_a_name_too_long_for_the_ending_of_a_slice(tmp_path: Path, machine: BareMachine) -> None:
    media = SeveralMedia(tmp_path / "long", big="MSS1/mail/" + "\u00e4" * 120 + "x.wav")
    for number in (A, B, C):
        machine.insert(media.media[number])
        done = machine.restore(BASE, "/target")

    assert (done.returncode, done.stderr) == (0, "")
    assert facts(machine.target) == facts(media.source)


def test_a_part_that_was_written_anew_counts_only_where_it_was(
    machine: BareMachine, own: SeveralMedia, tmp_path: Path
) -> None:
    """The first attempt of part 2 lies on a medium that failed its read back."""
    failed = tmp_path / "failed"
    shutil.copytree(own.media[B], failed)
    folder = failed / f"{BASE}-2"
    text = (folder / "set.json").read_text()
    (folder / "set.json").write_text(text.replace(own.medium_uuids[B], "0" * 8 + own.medium_uuids[B][8:]))
    (folder / "verified.json").unlink()
    for medium in (own.media[A], own.media[C], failed):
        machine.insert(medium)
        done = machine.restore(BASE, "/target")
    machine.insert(own.media[B])
    last = machine.restore(BASE, "/target")

    assert "Part 2 was written anew on another medium" in done.stdout
    assert "part 2   medium B   STILL TO COME" in done.stdout
    assert (done.returncode, last.returncode) == (3, 0)
    assert facts(machine.target) == facts(own.source)


def test_the_list_of_sets_names_the_part(machine: BareMachine, written: SeveralMedia) -> None:
    machine.insert(written.media[B])
    second = machine.restore("-l").stdout
    machine.insert(written.media[C])
    third = machine.restore("-l").stdout

    assert "part 2 of a set on several media" in second
    assert "part 3 of 3, the last" in third
