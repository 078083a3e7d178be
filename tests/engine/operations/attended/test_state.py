"""What is kept between two parts comes back as it was, names that are no text included."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.events import PartWritten
from mmbackup.engine.operations.attended.folder import StateBroken, StateFolder
from mmbackup.engine.operations.attended.shapes import Begun, Facts, Proven, State
from mmbackup.engine.sources.entry import FILE, Entry
from mmbackup.engine.tally import Tally
from tests.engine.operations.backup.night import command, files

NOW = datetime(2026, 11, 22, 3, 5, 0, 123456, tzinfo=UTC)


def a_state() -> State:
    part = PartWritten(
        number=1,
        set_uuid="uuid",
        set_name="20261122T030500Z-attended-1",
        medium_uuid="medium",
        medium_name="Bänder 1",
        medium_pool="nightly",
        medium_capacity=10,
        medium_free=1,
        size_on_medium=9,
        tallies=(Tally(DataType.NAMES, "MSS1", 1, 2, 1, 2),),
        verified_at=NOW,
        left_files=3,
        left_size=4,
        manifest="/somewhere",
    )
    return State(
        set_uuid="uuid",
        started_at=NOW,
        sources=(files("messages", "/var/mail", time_limit=7.5), command("installed-software", "dpkg", "-l")),
        saved=((1, 2), (0, 0)),
        left=((3, 4), (0, 0)),
        errors=2,
        dropped=(1,),
        folders_due=("messages",),
        begun=(Begun(0, b"/var/mail/\xff\n", 3, 100, Facts(200, -5, 7, 0o640, 1, 2)),),
        parts=(Proven(part, "ab" * 32, "words"),),
    )


def test_a_state_comes_back_as_it_was(tmp_path: Path) -> None:
    folder = StateFolder(str(tmp_path))

    folder.save(a_state())

    found = folder.load()
    assert found is not None
    assert found.parts == a_state().parts
    assert found.begun == a_state().begun
    assert [dict(spec.settings) for spec in found.sources] == [
        dict(one.settings) for one in a_state().sources
    ]
    assert found == a_state()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": 2}', '{"version": 1}'])
def test_what_is_no_state_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "state.json").write_text(text)

    with pytest.raises(StateBroken):
        StateFolder(str(tmp_path)).load()


def test_a_list_of_entries_may_be_read_again(tmp_path: Path) -> None:
    entries: list[Entry] = [(0, -number, 1, number, b"/x\xff", FILE, 5, 0) for number in range(1200)]
    left = StateFolder(str(tmp_path)).left(2, DataType.MESSAGES)

    count = left.store(iter(entries))

    assert count == 1200
    assert list(left.merged()) == list(left.merged()) == entries
