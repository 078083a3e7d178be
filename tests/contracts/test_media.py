"""Every sentence of the media port's contract, tried on every kind of drive."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mmbackup.engine.errors import (
    FormatError,
    MediumDamaged,
    MediumError,
    MediumFull,
    MediumLost,
    NoMedium,
    WriteProtected,
)
from mmbackup.engine.media.port import Medium
from tests.contracts.drive_rigs import KINDS, SIZE, Rig, rig_of

MEGABYTE = 1 << 20


@pytest.fixture(params=KINDS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with rig_of(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def medium(rig: Rig) -> Iterator[Medium]:
    opened = rig.drive.open()
    yield opened
    opened.close()


def write(medium: Medium, path: str, content: bytes) -> None:
    file = medium.create(path)
    file.write(content)
    file.sync()
    file.close()


def read(medium: Medium, path: str) -> bytes:
    return b"".join(bytes(chunk) for chunk in medium.read_back(path))


def test_an_empty_drive_has_no_medium_to_open(rig: Rig) -> None:
    rig.take_out()

    with pytest.raises(NoMedium, match="no medium in drive"):
        rig.drive.open()


def test_opening_an_empty_drive_makes_nothing(rig: Rig, tmp_path: Path) -> None:
    rig.take_out()
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(NoMedium):
        rig.drive.open()

    assert sorted(tmp_path.rglob("*")) == before


def test_it_reads_back_what_was_written(medium: Medium) -> None:
    content = os.urandom(5 * MEGABYTE + 17)

    write(medium, "piece", content)

    assert read(medium, "piece") == content
    assert medium.size("piece") == len(content)


@pytest.mark.parametrize("size", [0, 1, 511, 512, 4095, 4096, 4097, 4 * MEGABYTE, 4 * MEGABYTE + 1])
def test_it_reads_back_files_of_any_size(medium: Medium, size: int) -> None:
    content = os.urandom(size)

    write(medium, "piece", content)

    assert read(medium, "piece") == content


def test_writes_append_chunks_of_any_kind(medium: Medium) -> None:
    file = medium.create("piece")

    file.write(b"one ")
    file.write(bytearray(b"two "))
    file.write(memoryview(b"three"))
    file.close()

    assert read(medium, "piece") == b"one two three"


def test_truncate_cuts_and_writing_goes_on_there(medium: Medium) -> None:
    file = medium.create("piece")
    file.write(b"0123456789")

    file.truncate(4)
    file.write(b"abc")
    file.close()

    assert read(medium, "piece") == b"0123abc"


def test_truncate_never_makes_a_file_longer(medium: Medium) -> None:
    file = medium.create("piece")

    with pytest.raises(ValueError, match="shorter"):
        file.truncate(10)


def test_closing_twice_is_fine(rig: Rig) -> None:
    medium = rig.drive.open()
    file = medium.create("piece")

    for _ in range(2):
        file.close()
        medium.close()

    assert (rig.folder / "piece").exists()


def test_a_full_medium_raises_medium_full(medium: Medium) -> None:
    file = medium.create("piece")

    with pytest.raises(MediumFull, match="full"):
        file.write(bytes(SIZE + MEGABYTE))


def test_room_left_is_room_that_can_be_written(medium: Medium) -> None:
    room = medium.room()
    file = medium.create("piece")

    file.write(bytes(room.free - room.slack))
    file.sync()

    assert medium.size("piece") == room.free - room.slack


def test_a_full_medium_takes_bytes_again_after_a_cut(medium: Medium) -> None:
    room = medium.room()
    file = medium.create("piece")
    with pytest.raises(MediumFull):
        file.write(bytes(room.free + MEGABYTE))

    file.truncate(MEGABYTE)
    file.write(b"the end")
    file.sync()

    assert medium.size("piece") == MEGABYTE + len(b"the end")


def test_room_tells_what_is_free(medium: Medium) -> None:
    before = medium.room()

    write(medium, "piece", bytes(MEGABYTE))

    after = medium.room()
    assert before.capacity == after.capacity
    assert before.capacity >= before.free
    assert MEGABYTE <= before.free - after.free <= MEGABYTE + 2 * before.block + before.slack


def test_a_medium_that_was_taken_out_is_lost(rig: Rig, medium: Medium) -> None:
    file = medium.create("piece")
    rig.take_out()

    for attempt in (
        medium.check,
        medium.room,
        medium.names,
        medium.is_write_protected,
        file.sync,
        lambda: file.write(b"more"),
        lambda: file.truncate(0),
        lambda: medium.create("other"),
        lambda: medium.make_folder("folder"),
        lambda: medium.remove("piece"),
        lambda: medium.rename("piece", "other"),
        lambda: medium.replace_small("small", b"content"),
        lambda: medium.exists("piece"),
        lambda: medium.size("piece"),
        lambda: medium.read_small("piece", 10),
        lambda: read(medium, "piece"),
        lambda: medium.sync_folder(""),
    ):
        with pytest.raises(MediumLost):
            attempt()


def test_another_medium_in_its_place_is_not_taken_for_it(rig: Rig, medium: Medium) -> None:
    file = medium.create("piece")
    rig.take_out()
    rig.put_in("B")

    with pytest.raises(MediumLost):
        medium.check()
    with pytest.raises(MediumLost):
        file.write(b"meant for A")
    assert not (rig.folder / "piece").exists()


def test_a_medium_that_stops_answering_is_lost(rig: Rig, medium: Medium) -> None:
    write(medium, "MMBACKUP.json", b"{}")
    write(medium, "piece", bytes(MEGABYTE))
    rig.stop_answering()

    with pytest.raises(MediumLost):
        medium.check()
    with pytest.raises(MediumLost):
        read(medium, "piece")
    with pytest.raises(MediumLost):
        write(medium, "other", b"content")


def test_it_is_lost_while_it_is_read_back(rig: Rig, medium: Medium) -> None:
    write(medium, "piece", bytes(12 * MEGABYTE))
    chunks = medium.read_back("piece")
    next(chunks)
    rig.take_out()

    with pytest.raises(MediumLost):
        for _ in chunks:
            pass


def test_a_protected_medium_says_so_and_takes_nothing(rig: Rig) -> None:
    rig.protect(on=True)
    medium = rig.drive.open()

    assert medium.is_write_protected()
    for attempt in (
        lambda: medium.create("piece"),
        lambda: medium.make_folder("folder"),
        lambda: medium.replace_small("small", b"content"),
    ):
        with pytest.raises(WriteProtected):
            attempt()
    medium.close()


def test_a_writable_medium_says_so_and_is_not_changed_by_the_question(rig: Rig, medium: Medium) -> None:
    before = sorted(rig.folder.iterdir())

    assert not medium.is_write_protected()

    assert sorted(rig.folder.iterdir()) == before


def test_names_are_sorted_and_keep_their_bytes(rig: Rig, medium: Medium) -> None:
    odd = os.fsdecode(rig.odd_name)
    for name in (b"b", rig.odd_name, b"a"):
        (rig.folder / os.fsdecode(name)).touch()

    found = [name for name in medium.names() if name != "lost+found"]

    assert found == sorted(["a", odd, "b"])


def test_names_of_a_folder(medium: Medium) -> None:
    medium.make_folder("folder")
    write(medium, "folder/piece", b"content")

    assert medium.names("folder") == ["piece"]


def test_the_size_of_a_folder_is_that_of_all_files_below(medium: Medium) -> None:
    medium.make_folder("folder")
    medium.make_folder("folder/below")
    write(medium, "folder/piece", bytes(1000))
    write(medium, "folder/below/piece", bytes(337))

    assert medium.size("folder") == 1337


def test_exists(medium: Medium) -> None:
    write(medium, "piece", b"content")

    assert medium.exists("piece")
    assert not medium.exists("other")
    assert not medium.exists("folder/piece")
    assert not medium.exists("piece/below")


def test_read_small_reads_up_to_its_limit(medium: Medium) -> None:
    write(medium, "small", b"0123456789")

    assert medium.read_small("small", 10) == b"0123456789"
    with pytest.raises(FormatError, match="larger than 9 bytes"):
        medium.read_small("small", 9)


def test_read_small_takes_regular_files_only(rig: Rig, medium: Medium, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"not on the medium")
    (rig.folder / "link").symlink_to(secret)
    (rig.folder / "folder").mkdir()
    os.mkfifo(rig.folder / "fifo")

    for name in ("link", "folder", "fifo", "missing"):
        with pytest.raises(FormatError):
            medium.read_small(name, 100)


def test_read_back_takes_regular_files_only(rig: Rig, medium: Medium, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"not on the medium")
    (rig.folder / "link").symlink_to(secret)
    (rig.folder / "folder").mkdir()
    os.mkfifo(rig.folder / "fifo")

    for name in ("link", "folder", "fifo"):
        with pytest.raises(FormatError):
            read(medium, name)


def test_reading_back_what_is_missing_finds_damage(medium: Medium) -> None:
    with pytest.raises(MediumDamaged, match="piece is missing"):
        read(medium, "piece")


def test_no_link_is_followed_on_the_way(rig: Rig, medium: Medium, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_bytes(b"not on the medium")
    (rig.folder / "link").symlink_to(outside)

    for attempt in (
        lambda: medium.names("link"),
        lambda: medium.read_small("link/file", 100),
        lambda: read(medium, "link/file"),
        lambda: medium.create("link/new"),
        lambda: medium.make_folder("link/new"),
    ):
        with pytest.raises((FormatError, MediumError)):
            attempt()
    medium.remove("link/file")
    assert not medium.exists("link/file")
    assert [path.name for path in outside.iterdir()] == ["file"]


@pytest.mark.parametrize("path", ["..", "../other", "a/../b", "/etc/passwd", "a//b", "./a", "a/", "a\0b"])
def test_no_path_leaves_the_medium(medium: Medium, path: str) -> None:
    for attempt in (
        lambda: medium.exists(path),
        lambda: medium.create(path),
        lambda: medium.remove(path),
        lambda: medium.read_small(path, 10),
        lambda: medium.names(path),
        lambda: medium.rename("a", path),
    ):
        with pytest.raises(FormatError):
            attempt()


def test_a_taken_name_is_never_overwritten(rig: Rig, medium: Medium, tmp_path: Path) -> None:
    write(medium, "piece", b"first")
    (rig.folder / "dangling").symlink_to(tmp_path / "nowhere")

    for name in ("piece", "dangling"):
        with pytest.raises(FileExistsError):
            medium.create(name)
    with pytest.raises(FileExistsError):
        medium.make_folder("piece")
    assert read(medium, "piece") == b"first"
    assert not (tmp_path / "nowhere").exists()


def test_rename_moves_a_folder_with_all_in_it(medium: Medium) -> None:
    medium.make_folder(".incomplete-set")
    write(medium, ".incomplete-set/piece", b"content")

    medium.rename(".incomplete-set", "set")

    assert read(medium, "set/piece") == b"content"
    assert not medium.exists(".incomplete-set")


def test_replace_small_replaces(medium: Medium) -> None:
    medium.replace_small("small", b"old")

    medium.replace_small("small", b"new and longer")

    assert medium.read_small("small", 100) == b"new and longer"
    assert [name for name in medium.names() if name != "lost+found"] == ["small"]


def test_replace_small_on_a_full_medium_keeps_the_old_content(medium: Medium) -> None:
    medium.replace_small("small", b"old")
    file = medium.create("piece")
    with pytest.raises(MediumFull):
        file.write(bytes(medium.room().free + MEGABYTE))

    with pytest.raises(MediumFull):
        medium.replace_small("small", bytes(MEGABYTE))

    assert medium.read_small("small", 100) == b"old"
    assert [name for name in medium.names() if name != "lost+found"] == ["piece", "small"]


def test_replace_small_takes_over_what_a_crash_left(medium: Medium) -> None:
    write(medium, ".incomplete-small", b"half")

    medium.replace_small("small", b"whole")

    assert medium.read_small("small", 100) == b"whole"
    assert not medium.exists(".incomplete-small")


def test_remove_takes_files_and_whole_folders_and_nothing(medium: Medium) -> None:
    write(medium, "piece", b"content")
    medium.make_folder("folder")
    write(medium, "folder/piece", bytes(MEGABYTE))
    before = medium.room().free

    for name in ("piece", "folder", "never there"):
        medium.remove(name)

    assert [name for name in medium.names() if name != "lost+found"] == []
    assert medium.room().free >= before + MEGABYTE


def test_remove_does_not_follow_links(rig: Rig, medium: Medium, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").touch()
    (rig.folder / "folder").mkdir()
    (rig.folder / "folder" / "link").symlink_to(outside)
    (rig.folder / "link").symlink_to(outside)

    medium.remove("folder")
    medium.remove("link")

    assert (outside / "file").exists()
    assert not medium.exists("link")


def test_syncing_a_folder(medium: Medium) -> None:
    medium.make_folder("folder")

    medium.sync_folder("folder")
    medium.sync_folder("")

    assert medium.names("folder") == []


def test_several_threads_may_read_back_while_the_medium_is_taken_out(rig: Rig, medium: Medium) -> None:
    names = [f"piece {number}" for number in range(4)]
    for name in names:
        write(medium, name, bytes(2 * MEGABYTE))
    rig.take_out()

    def is_lost(name: str) -> bool:
        try:
            read(medium, name)
        except MediumLost:
            return True
        return False

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(is_lost, names * 50))


def test_a_file_is_read_at_any_position(medium: Medium) -> None:
    medium.make_folder("set")
    content = os.urandom(3 * MEGABYTE + 17)
    write(medium, "set/piece", content)

    for past_cache in (False, True):
        with medium.reader("set", past_cache=past_cache) as reader:
            file = reader.open("piece")
            assert file.size == len(content)
            assert file.read_at(0, 10) == content[:10]
            assert file.read_at(MEGABYTE + 1, MEGABYTE) == content[MEGABYTE + 1 : 2 * MEGABYTE + 1]
            assert file.read_at(3 * MEGABYTE, MEGABYTE) == content[3 * MEGABYTE :]
            assert file.read_at(4 * MEGABYTE, 1) == b""
            file.close()
            file.close()


def test_a_reader_leaves_no_folder(medium: Medium) -> None:
    medium.make_folder("set")
    write(medium, "secret", b"secret")
    write(medium, "set/piece", b"piece")

    with medium.reader("set") as reader:
        for name in ("../secret", "..", ".", "", "a/b", "nul\0"):
            with pytest.raises(FormatError):
                reader.open(name)
        with pytest.raises(MediumDamaged, match="missing"):
            reader.open("nothing")
    with pytest.raises(MediumDamaged):
        medium.reader("nowhere")
    with pytest.raises(FormatError):
        medium.reader("..")
