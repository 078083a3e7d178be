"""Nights on disks in a slot: pulled or exchanged at any moment, protected, foreign, full, of another kind."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mmbackup.engine.events import BackupResult
from mmbackup.engine.media import control
from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.media.mounts import make_ext4, make_udf, mounted, needs_root, run
from tests.engine.operations.backup.night import files
from tests.faults.nights import SlotNight, assert_honest, at_start_of, plant, proven_sets

pytestmark = [needs_root, pytest.mark.root, pytest.mark.long]
SIZE = 64 << 20
UNDER_WAY = [Phase.COLLECT, Phase.WRITE, Phase.FINALISE, Phase.READ_BACK]
Make = Callable[[Path, int], Path]


@pytest.fixture(params=["ext4", pytest.param("udf", marks=pytest.mark.udf)])
def night(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SlotNight]:
    made = SlotNight(tmp_path, request.param)
    yield made
    made.slot.clear()


@pytest.fixture
def make(night: SlotNight) -> Make:
    return make_udf if night.drive.settings["file_system"] == "udf" else make_ext4


@pytest.fixture
def sources(night: SlotNight) -> tuple[SourceSpec, ...]:
    return plant(night)


def sets_on(night: SlotNight) -> set[str]:
    """Those that are proven by reading them back now."""
    return {one.uuid for one in proven_sets(night)}


def full_night(night: SlotNight, sources: tuple[SourceSpec, ...]) -> BackupResult:
    result = night.run(*sources)
    assert result.outcome is Outcome.FULL, result.reason
    return result


def test_a_night_onto_a_disk_in_a_slot(
    night: SlotNight, make: Make, sources: tuple[SourceSpec, ...], tmp_path: Path
) -> None:
    image = make(tmp_path / "A.img", SIZE)
    night.slot.plug(image)

    first, second = full_night(night, sources), full_night(night, sources)

    assert sets_on(night) == {second.set_uuid}
    assert first.medium_uuid == second.medium_uuid
    assert_honest(night, second)
    night.slot.pull()
    if make is make_ext4:
        run("fsck.ext4", "-fn", str(image))


@pytest.mark.parametrize("phase", UNDER_WAY)
def test_a_disk_pulled_in_mid_run_keeps_its_older_set(
    night: SlotNight, make: Make, sources: tuple[SourceSpec, ...], tmp_path: Path, phase: Phase
) -> None:
    image = make(tmp_path / "A.img", SIZE)
    night.slot.plug(image)
    first = full_night(night, sources)

    result = night.run(*sources, listen=at_start_of(phase, night.slot.pull))

    night.slot.plug(image)
    assert result.outcome is (Outcome.WRITTEN_NOT_VERIFIED if phase is Phase.READ_BACK else Outcome.FAILED)
    assert_honest(night, result)
    assert first.set_uuid in sets_on(night)
    full_night(night, sources)


@pytest.mark.parametrize("phase", UNDER_WAY)
def test_a_disk_exchanged_in_mid_run_harms_neither(
    night: SlotNight, make: Make, sources: tuple[SourceSpec, ...], tmp_path: Path, phase: Phase
) -> None:
    images = {name: make(tmp_path / f"{name}.img", SIZE) for name in "AB"}
    kept = {}
    for name, image in images.items():
        night.slot.plug(image)
        kept[name] = full_night(night, sources).set_uuid
        night.slot.pull()
    untouched = images["B"].read_bytes()
    night.slot.plug(images["A"])

    def exchange() -> None:
        night.slot.pull()
        night.slot.plug(images["B"])

    result = night.run(*sources, listen=at_start_of(phase, exchange))

    night.slot.pull()
    assert not result.outcome.is_verified
    assert "successfully" not in result.verdict
    assert images["B"].read_bytes() == untouched
    for name, image in images.items():
        night.slot.plug(image)
        assert kept[name] in sets_on(night)
        night.slot.pull()


def test_a_write_protected_disk_is_not_changed(
    night: SlotNight, make: Make, sources: tuple[SourceSpec, ...], tmp_path: Path
) -> None:
    image = make(tmp_path / "A.img", SIZE)
    night.slot.plug(image)
    first = full_night(night, sources)
    night.slot.pull()
    before = image.read_bytes()
    night.slot.plug(image, read_only=True)

    result = night.run(*sources)

    assert result.outcome is Outcome.FAILED
    assert "write-protected" in result.reason
    assert first.set_uuid in sets_on(night)
    night.slot.pull()
    assert image.read_bytes() == before


def test_no_disk_is_no_medium(night: SlotNight, sources: tuple[SourceSpec, ...]) -> None:
    result = night.run(*sources)

    assert result.outcome is Outcome.NO_MEDIUM


def test_a_disk_without_file_system_waits_for_a_person(
    night: SlotNight, sources: tuple[SourceSpec, ...], tmp_path: Path
) -> None:
    """Also where blank media are labelled by themselves: formatting is never done unasked."""
    image = tmp_path / "raw.img"
    image.write_bytes(bytes(SIZE))
    night.slot.plug(image)

    result = night.run(*sources)

    assert (result.outcome, "no file system" in result.reason) == (Outcome.WRONG_MEDIUM, True)
    assert "Format" in result.next_step
    assert not any(image.read_bytes())
    control.format_medium(night.drive)
    full_night(night, sources)


def test_a_disk_with_another_file_system_is_left_as_it_is(
    night: SlotNight, sources: tuple[SourceSpec, ...], tmp_path: Path
) -> None:
    image = tmp_path / "minix.img"
    image.write_bytes(bytes(SIZE))
    run("mkfs.minix", str(image))
    before = image.read_bytes()
    night.slot.plug(image)

    result = night.run(*sources)

    assert (result.outcome, "kind minix" in result.reason) == (Outcome.WRONG_MEDIUM, True)
    night.slot.pull()
    assert image.read_bytes() == before


@pytest.fixture
def full_disk(tmp_path: Path) -> Path:
    """Ours, and foreign data fills it but for less than the system data need."""
    return make_ext4(tmp_path / "A.img", 8 << 20)


def test_a_disk_full_before_the_first_byte_ends_the_night_and_keeps_what_is_there(
    tmp_path: Path, full_disk: Path
) -> None:
    night = SlotNight(tmp_path, "ext4")
    night.write("system/config", os.urandom(3 << 20))
    sources = (files("detailed-system-data", night.servers / "system"),)
    night.slot.plug(full_disk)
    try:
        first = full_night(night, sources)
        night.slot.pull()
        with mounted(full_disk, tmp_path / "plant") as at:
            (at / "photos.bin").write_bytes(os.urandom(4 << 20))
        night.slot.plug(full_disk)
        night.write("system/config", os.urandom(5 << 20))

        result = night.run(*sources)

        assert result.outcome is Outcome.FAILED
        assert "fit" in result.reason
        assert first.medium_uuid == result.medium_uuid
        night.slot.pull()
        with mounted(full_disk, tmp_path / "plant") as at:
            assert (at / "photos.bin").stat().st_size == 4 << 20
    finally:
        night.slot.clear()


def test_a_foreign_disk_is_not_changed(
    night: SlotNight, make: Make, sources: tuple[SourceSpec, ...], tmp_path: Path
) -> None:
    image = make(tmp_path / "A.img", SIZE)
    with mounted(image, tmp_path / "plant") as at:
        (at / "holiday.jpg").write_bytes(b"of the family")
    before = image.read_bytes()
    night.slot.plug(image)

    result = night.run(*sources)

    assert (result.outcome, "holiday.jpg" in result.reason) == (Outcome.WRONG_MEDIUM, True)
    night.slot.pull()
    assert image.read_bytes() == before


@pytest.mark.timeout(1800)
def test_more_than_four_gigabytes_go_on_in_another_piece(tmp_path: Path) -> None:
    night = SlotNight(tmp_path, "ext4")
    large = night.servers / "mail" / "archive"
    large.parent.mkdir(parents=True)
    block = os.urandom(64 << 20)  # longer than what the compressor looks back over
    with large.open("wb") as file:
        for _ in range(68):
            file.write(block)
    night.slot.plug(make_ext4(tmp_path / "A.img", 6 << 30))
    try:
        result = full_night(night, (files("messages", night.servers / "mail"),))

        (found,) = proven_sets(night)
        pieces = [file for file in found.files if file.name.startswith("messages")]
        assert found.uuid == result.set_uuid
        assert sum(file.size for file in pieces) > 4 << 30
        assert all(file.size < 4 << 30 for file in pieces)
        assert any(file.name.endswith(".002") for file in pieces)
    finally:
        night.slot.clear()
