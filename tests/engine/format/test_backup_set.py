"""set.json and verified.json: read as written, refused when anybody else wrote them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import FormatError
from mmbackup.engine.format import backup_set, set_text
from mmbackup.engine.format.set_account import VERIFIED_ROOM, BackupSet, EarlierPart, SetFile
from mmbackup.engine.media.port import Medium
from mmbackup.engine.tally import Tally
from tests.engine.format.media_for_tests import content, open_medium, shelf_with

NOW = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)
NAME = "20261122T020500Z-full-auto"
UUID = "9c113416-3754-439e-857f-036cf1b6a5f6"
SET = BackupSet(
    uuid=UUID,
    name=NAME,
    part=1,
    parts=1,
    site="Head Office",
    run_id="run 1",
    medium_uuid=UUID,
    medium_name="A",
    started_at=NOW,
    written_at=NOW,
    tallies=(
        Tally(DataType.SYSTEM, "MSS1", 3, 30, 3, 30),
        Tally(DataType.MESSAGES, "MSS1", 9, 90, 5, 50),
        Tally(DataType.SYSTEM, "MAS1", 1, 10, 1, 10),
    ),
    errors=0,
    files=(SetFile("LOG.txt", 100, "0" * 64), SetFile("messages.0001.tar.zst.002", 5, "f" * 64)),
)


@pytest.fixture
def medium(tmp_path: Path) -> Iterator[Medium]:
    opened = open_medium(shelf_with(tmp_path, "A"))
    opened.make_folder(NAME)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path, medium: Medium) -> Path:
    return Path(tmp_path, "shelf", "media", "A", "content", NAME)


def test_it_is_read_as_it_was_written(medium: Medium) -> None:
    written = backup_set.write(medium, NAME, SET)

    assert backup_set.read_set(medium, NAME) == SET
    assert written == set_text.encode(SET)


def test_it_knows_its_servers_size_and_whether_something_was_left_out() -> None:
    assert SET.servers == ("MSS1", "MAS1")
    assert SET.size == 105
    assert SET.is_partial
    assert not SET._replace(tallies=SET.tallies[:1]).is_partial


def test_each_file_stands_on_a_line_of_its_own() -> None:
    lines = set_text.encode(SET).decode().splitlines()

    assert f'    {{"name": "LOG.txt", "size": 100, "sha256": "{"0" * 64}"}},' in lines
    assert f'    {{"name": "messages.0001.tar.zst.002", "size": 5, "sha256": "{"f" * 64}"}}' in lines


def test_no_name_can_forge_a_line() -> None:
    forged = f'x"\n    {{"name": "evil", "size": 1, "sha256": "{"0" * 64}"}}'

    text = set_text.encode(SET._replace(site=forged, medium_name=forged)).decode()

    assert not [line for line in text.splitlines() if line.startswith('    {"name": "evil"')]


def test_names_that_are_not_printable_can_be_read_again(medium: Medium) -> None:
    odd = SET._replace(site="St.\u00a0Mary's\n", tallies=(Tally(DataType.SYSTEM, "M\u202eS", 1, 1, 1, 1),))

    backup_set.write(medium, NAME, odd)

    assert backup_set.read_set(medium, NAME).site == r"St.\xc2\xa0Mary's\x0a"


def test_its_name_is_the_moment_in_utc() -> None:
    assert backup_set.set_name(NOW, "full-auto") == NAME


def test_it_is_verified_once_it_says_so(medium: Medium) -> None:
    backup_set.write(medium, NAME, SET)
    assert not backup_set.read_set(medium, NAME).is_verified

    backup_set.write_verified(medium, NAME, at=NOW, by="mmbackup 0.1", verdict="FULL")

    verification = backup_set.read_set(medium, NAME).verification
    assert verification is not None
    assert (verification.verified_at, verification.by, verification.verdict) == (NOW, "mmbackup 0.1", "FULL")


def test_a_verification_of_other_bytes_counts_for_nothing(medium: Medium) -> None:
    backup_set.write(medium, NAME, SET)
    backup_set.write_verified(medium, NAME, at=NOW, by="mmbackup", verdict="FULL")

    backup_set.write(medium, NAME, SET._replace(errors=1))

    assert not backup_set.read_set(medium, NAME).is_verified


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format": "mmbackup verification", "version": 1}', "x" * 5000]
)
def test_a_broken_verification_counts_for_nothing(medium: Medium, folder: Path, text: str) -> None:
    backup_set.write(medium, NAME, SET)
    (folder / "verified.json").write_text(text)

    assert not backup_set.read_set(medium, NAME).is_verified


def test_the_room_kept_for_the_verification_is_enough(medium: Medium, folder: Path) -> None:
    backup_set.write(medium, NAME, SET)

    backup_set.write_verified(medium, NAME, at=NOW, by="😀" * 500, verdict="😀" * 5000)

    assert (folder / "verified.json").stat().st_size <= VERIFIED_ROOM
    assert backup_set.read_set(medium, NAME).is_verified


def broken(**changes: object) -> str:
    return json.dumps({**json.loads(set_text.encode(SET)), **changes})


def with_file(**changes: object) -> str:
    return broken(files=[{"name": "LOG.txt", "size": 1, "sha256": "0" * 64, **changes}])


def with_tally(**changes: object) -> str:
    tally = {"data_type": "messages", "server": "A", "files": 1, "size": 1, "saved_files": 1, "saved_size": 1}
    return broken(tallies=[{**tally, **changes}])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 5000,
        broken(format="other"),
        broken(version=2),
        broken(set="x"),
        broken(name="20261121T020500Z-full-auto"),
        broken(name="../../etc"),
        broken(part=-1),
        broken(site="a\nb"),
        broken(medium_uuid=None),
        broken(started_at="now"),
        broken(errors="0"),
        broken(files=None),
        broken(files=["LOG.txt"]),
        broken(files=[{}]),
        with_file(name="../LOG.txt"),
        with_file(name="/LOG.txt"),
        with_file(name=".."),
        with_file(name=".hidden"),
        with_file(name="a/b"),
        with_file(name="a\nb"),
        with_file(name="set.json"),
        with_file(name="verified.json"),
        with_file(size=-1),
        with_file(size=1 << 80),
        with_file(sha256="0" * 63),
        with_file(sha256="G" * 64),
        broken(files=[{"name": "LOG.txt", "size": 1, "sha256": "0" * 64}] * 2),
        broken(tallies={}),
        with_tally(data_type="voices"),
        with_tally(server=1),
        with_tally(files=-1),
        with_tally(saved_files=2),
    ],
)
def test_what_mmbackup_would_not_have_written_is_refused(medium: Medium, folder: Path, text: str) -> None:
    (folder / "set.json").write_text(text)

    with pytest.raises(FormatError) as caught:
        backup_set.read_set(medium, NAME)

    assert str(caught.value).isprintable()


def test_only_folders_named_as_sets_are_sets(medium: Medium) -> None:
    for name in (".incomplete-20261122T020500Z-full-auto", "holiday pictures", "20261122"):
        medium.make_folder(name)

    assert backup_set.set_folders(medium) == [NAME]


def test_a_broken_set_is_a_folder_but_not_listed(medium: Medium) -> None:
    whole = "20261123T020500Z-full-auto"
    medium.make_folder(whole)
    backup_set.write(medium, whole, SET._replace(name=whole))

    assert backup_set.set_folders(medium) == [NAME, whole]
    assert [found.name for found in backup_set.list_sets(medium)] == [whole]


def test_sets_that_would_fill_the_memory_are_not_listed(medium: Medium, folder: Path) -> None:
    names = [f"2026112{day}T020500Z-full-auto" for day in range(6)]
    for name in names:
        content = set_text.encode(SET._replace(name=name))
        (folder.parent / name).mkdir(exist_ok=True)
        padding = b" " * (18 << 20) if name in names[:4] else b""
        (folder.parent / name / "set.json").write_bytes(content + padding)

    assert [found.name for found in backup_set.list_sets(medium)] == [*names[:3], *names[4:]]


def test_a_part_of_a_number_without_end_is_refused(medium: Medium) -> None:
    """The parts before it are never written out to be compared."""
    earlier = (EarlierPart(1, SET.medium_uuid, "A", 1, SET.files[0].name),)
    content = set_text.encode(SET._replace(part=1 << 61, parts=0, earlier=earlier))

    with pytest.raises(FormatError, match="part"):
        set_text.decode("set.json", content)


def test_a_removed_set_leaves_nothing(medium: Medium) -> None:
    backup_set.write(medium, NAME, SET)
    medium.make_folder(f".incomplete-{NAME}")

    backup_set.remove_set(medium, NAME)

    assert medium.names() == []


def test_a_set_may_be_read_before_its_name_is_taken(tmp_path: Path) -> None:
    shelf = shelf_with(tmp_path / "other", "A")
    with_name = f".incomplete-{NAME}"
    medium = open_medium(shelf)
    medium.make_folder(with_name)

    backup_set.write(medium, with_name, SET)

    assert backup_set.read_set(medium, with_name) == SET
    assert (content(shelf) / with_name / "set.json").exists()
    medium.close()
