"""set.json of a set over several media: which part it is, what came before; hostile ones are told."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.backup_set import read_set, write
from mmbackup.engine.format.set_account import BackupSet, EarlierPart, SetFile
from mmbackup.engine.format.set_text import encode
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.port import DriveSpec, Medium
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.tally import Tally
from tests.to_be_closed import to_be_closed

NOW = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)
NAME = "20261122T030500Z-attended-2"
MANIFEST = SetFile("part-0001.manifest.jsonl.zst", 5, "ab" * 32)


@pytest.fixture
def medium(tmp_path: Path) -> Medium:
    shelf = Shelf(str(tmp_path / "shelf"))
    shelf.add("A", 1 << 20)
    shelf.insert("A")
    drive = open_drive(DriveSpec("Drive", "emulated", "nightly", {"path": shelf.path}))
    opened = to_be_closed(drive.open())
    opened.make_folder(NAME)
    return opened


def second_part() -> BackupSet:
    return BackupSet(
        uuid=str(uuid4()),
        name=NAME,
        part=2,
        parts=0,
        site="Head Office",
        run_id=str(uuid4()),
        medium_uuid=str(uuid4()),
        medium_name="B",
        started_at=NOW,
        written_at=NOW,
        tallies=(Tally(DataType.MESSAGES, "MSS1", 3, 10, 3, 10),),
        errors=0,
        files=(MANIFEST,),
        earlier=(EarlierPart(1, str(uuid4()), 'Tape "1"', 7, MANIFEST.name),),
    )


@pytest.mark.parametrize("parts", [0, 2])
def test_it_comes_back_as_it_was_written(medium: Medium, parts: int) -> None:
    written = second_part()._replace(parts=parts)

    write(medium, NAME, written)

    assert read_set(medium, NAME) == written


def test_earlier_parts_stand_one_a_line() -> None:
    (line,) = [line for line in encode(second_part()).decode().splitlines() if '"part": 1,' in line]

    assert line.startswith('    {"part": 1, "medium_uuid": "')


def test_a_set_on_one_medium_says_nothing_of_earlier_ones() -> None:
    assert b"earlier" not in encode(second_part()._replace(part=1, parts=1, earlier=()))


def _set(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(fields: dict[str, Any]) -> None:
        fields[key] = value

    return change


def _set_earlier(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(fields: dict[str, Any]) -> None:
        fields["earlier"][0][key] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("part", 0),
        _set("parts", 1),
        _set("parts", 3),
        _set("part", 3),
        _set("earlier", [{}] * 2000),
        _set_earlier("part", 2),
        _set_earlier("manifest", "../../etc/passwd"),
        _set_earlier("manifest", "another.manifest"),
        _set_earlier("medium_uuid", "none"),
        _set_earlier("medium_name", "a\nb"),
        _set_earlier("files", -1),
    ],
)
def test_what_we_would_not_have_written_is_refused(
    medium: Medium, change: Callable[[dict[str, Any]], None]
) -> None:
    fields = json.loads(encode(second_part()))
    change(fields)
    medium.replace_small(f"{NAME}/set.json", json.dumps(fields).encode())

    with pytest.raises(FormatError):
        read_set(medium, NAME)
