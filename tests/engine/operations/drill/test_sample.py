"""What a drill restores: System data whole, at least one of each kind, and never more than it may."""

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.index.shapes import IndexedFile, Pick
from mmbackup.engine.operations.drill.sample import picks_of

SYSTEM, MESSAGES, NAMES = DataType.SYSTEM.slug, DataType.MESSAGES.slug, DataType.NAMES.slug


def a_file(path: str, data_type: str, size: int = 1000, kind: str = "file") -> IndexedFile:
    return IndexedFile(
        path=path.encode(), kind=kind, size=size, mtime_ns=0, mode=0o644, uid=0, gid=0, sha256="0" * 64,
        link=b"", data_type=data_type, server=path.split("/", maxsplit=1)[0], item="", piece="p",
        frame=0, at=0,
    )  # fmt: skip


def picked(files: list[IndexedFile], *, most_files: int = 20, most_size: int = 1_000_000) -> tuple[Pick, ...]:
    return picks_of(files, seed="a run", most_files=most_files, most_size=most_size)


@pytest.fixture
def many() -> list[IndexedFile]:
    messages = [a_file(f"MSS1/m/{number}.eml", MESSAGES) for number in range(5_000)]
    voice = [a_file("MSS1/m/voice.wav", MESSAGES), a_file("MSS1/n/name.wav", NAMES)]
    return [*messages, *voice, a_file("MAS1/n/other.wav", NAMES), a_file("MSS1/s/conf", SYSTEM)]


def test_system_data_is_picked_whole(many: list[IndexedFile]) -> None:
    assert [pick for pick in picked(many) if not pick.path] == [Pick(data_type=SYSTEM)]


def test_each_kind_is_picked_and_no_more_than_may_be(many: list[IndexedFile]) -> None:
    paths = {pick.path for pick in picked(many)}

    assert {b"MSS1/m/voice.wav", b"MSS1/n/name.wav", b"MAS1/n/other.wav"} <= paths
    assert len(paths - {b""}) == 20


def test_the_seed_makes_the_sample(many: list[IndexedFile]) -> None:
    other = picks_of(many, seed="another run", most_files=20, most_size=1_000_000)

    assert picked(many) == picked(many) != other


def test_large_files_are_left_out(many: list[IndexedFile]) -> None:
    files = [a_file("MSS1/m/huge.eml", MESSAGES, 2_000_000), *many]

    assert b"MSS1/m/huge.eml" not in {pick.path for pick in picked(files)}


def test_all_sizes_together_stay_in_the_bounds(many: list[IndexedFile]) -> None:
    assert len([pick for pick in picked(many, most_size=7_500) if pick.path]) == 7


def test_folders_and_links_are_no_sample() -> None:
    files = [a_file("MSS1/m", MESSAGES, kind="folder"), a_file("MSS1/l", MESSAGES, kind="symlink")]

    assert picked(files) == ()
