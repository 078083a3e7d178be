"""An index says of each file what its manifest says, finds it again, and shows it in pages."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmbackup.engine.errors import FormatError, ServerDiskFull
from mmbackup.engine.format.slices import Slice
from mmbackup.engine.index import build, folders, rows
from mmbackup.engine.index.build import build_index
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import Child, Pick, Query
from mmbackup.engine.index.view import View
from tests.engine.index.manifests import entry, head, make_index

NAMES = st.sampled_from(
    [b"a", b"b", b"B", b"a.wav", b"%", b"_", b"\xff\xfe", "ü".encode(), b"new\nline", b"4711"]
)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda names: b"/".join([b"MSS1", *names]))
KINDS = st.sampled_from(["file", "folder", "symlink"])
TREES = st.dictionaries(PATHS, KINDS, max_size=25)
TEXTS = st.sampled_from(
    ["a", "B", "%", "_", "a/b", "/a", "a/", "4711", "wav", "ü", "Ü", "s1/a", "/", "1/B/a.W", "new"]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def as_manifest(tree: dict[bytes, str]) -> list[dict[str, Any]]:
    return [
        entry(path, type=kind, **({"link": "x"} if kind == "symlink" else {})) for path, kind in tree.items()
    ]


def is_tree(tree: dict[bytes, str]) -> bool:
    """No file that others lie in."""
    return not any(
        kind != "folder" and any(other.startswith(path + b"/") for other in tree)
        for path, kind in tree.items()
    )


def all_pages(
    index: SetIndex | View, query: Query | None = None, at: bytes = b"", limit: int = 3
) -> list[Child]:
    found: list[Child] = []
    after = ""
    while True:
        page = index.search(query, after, limit) if query else index.children(at, after, limit)
        assert len(page.entries) <= limit
        found += page.entries
        after = page.after
        if not after:
            return found


@settings(max_examples=25, deadline=None)
@given(TREES.filter(is_tree))
def test_an_index_holds_what_the_manifest_holds(tree: dict[bytes, str]) -> None:
    with TemporaryDirectory() as place, make_index(Path(place), as_manifest(tree)) as index:
        found = {file.path: file.kind for file in index.entries()}
        assert found == tree
        for path, kind in tree.items():
            file = index.find(path)
            assert file is not None
            assert (file.path, file.kind) == (path, kind)
        files = [path for path, kind in tree.items() if kind != "folder"]
        assert index.totals() == (len(files), sum(map(len, files)))


@settings(max_examples=25, deadline=None)
@given(TREES.filter(is_tree))
def test_a_walk_over_its_pages_meets_everything_once(tree: dict[bytes, str]) -> None:
    implied = {path[:at] for path in tree for at in range(len(path)) if path[at : at + 1] == b"/"}
    with TemporaryDirectory() as place, make_index(Path(place), as_manifest(tree)) as index:

        def walk(at: bytes) -> Iterator[Child]:
            children = all_pages(index, at=at)
            assert [(not one.is_folder, one.name) for one in children] == sorted(
                (not one.is_folder, one.name) for one in children
            )
            for child in children:
                yield child
                if child.is_folder:
                    assert (child.files, child.size) == index.totals(child.path)
                    yield from walk(child.path)

        met = [child.path for child in walk(b"")]
    assert len(met) == len(set(met))
    assert set(met) == set(tree) | implied


@settings(max_examples=40, deadline=None)
@given(TREES.filter(is_tree), TEXTS)
def test_a_search_finds_parts_of_paths_whatever_their_letters(tree: dict[bytes, str], text: str) -> None:
    def has(path: bytes) -> bool:
        return text.casefold() in path.decode("utf-8", "surrogateescape").casefold()

    with TemporaryDirectory() as place, make_index(Path(place), as_manifest(tree)) as index:
        found = [child.path for child in all_pages(index, Query(text=text))]
    assert sorted(found) == sorted(path for path in tree if has(b"/" + path if text[0] == "/" else path))


@settings(max_examples=25, deadline=None)
@given(
    TREES.filter(is_tree), st.sampled_from(["a", "4711", "b"]), st.sampled_from([b"MSS1", b"MSS1/a", b"x"])
)
def test_a_search_finds_subscribers_below_a_folder(tree: dict[bytes, str], name: str, under: bytes) -> None:
    def is_of(path: bytes) -> bool:
        parts = [part.decode("utf-8", "surrogateescape").casefold() for part in path.split(b"/")]
        return name in parts or parts[-1].startswith(f"{name}.")

    with TemporaryDirectory() as place, make_index(Path(place), as_manifest(tree)) as index:
        found = [child.path for child in all_pages(index, Query(subscriber=name, under=under))]
    assert sorted(found) == sorted(path for path in tree if path.startswith(under + b"/") and is_of(path))


@settings(max_examples=25, deadline=None)
@given(TREES.filter(is_tree), st.lists(PATHS, min_size=1, max_size=4))
def test_picks_take_a_path_and_all_below_it(tree: dict[bytes, str], paths: list[bytes]) -> None:
    with TemporaryDirectory() as place, make_index(Path(place), as_manifest(tree)) as index:
        found = [file.path for file in index.entries([Pick(path=path) for path in paths])]
    wanted = [path for path in tree if any((path + b"/").startswith(one + b"/") for one in paths)]
    assert sorted(found) == sorted(wanted)


def test_every_field_comes_back(folder: Path) -> None:
    told = entry(
        b"MSS1/\xff/x", size=70, mtime_ns=-5, mode=0o4755, uid=7, gid=2**32 - 1, user="u", group="g",
        data="system-data", item="networking", frame=["system-data.0001.tar.zst", 2**60], at=3, xattrs=True,
        slice={"number": 2, "offset": 30, "size": 40, "of": 70},
    )  # fmt: skip
    with make_index(folder, [told]) as index:
        (file,) = index.entries()
    assert (file.path, file.size, file.mtime_ns, file.mode, file.uid, file.gid) == (
        b"MSS1/\xff/x", 70, -5, 0o4755, 7, 2**32 - 1,
    )  # fmt: skip
    assert (file.user, file.group, file.data_type, file.server, file.item) == (
        "u", "g", "system-data", "MSS1", "networking",
    )  # fmt: skip
    assert (file.piece, file.frame, file.at) == ("system-data.0001.tar.zst", 2**60, 3)
    assert (file.sha256, file.slice, file.has_xattrs) == (told["sha256"], Slice(2, 30, 40, 70), True)


def test_rows_come_in_the_order_of_the_medium_links_last(folder: Path) -> None:
    places = {"b": ("p.2", 0, 5), "c": ("p.1", 9, 0), "a": ("p.1", 9, 7), "d": ("p.1", 0, 9)}
    files = [
        entry(f"MSS1/{name}", frame=[piece, at], at=within) for name, (piece, at, within) in places.items()
    ]
    link = entry("MSS1/l", type="hard link", link="MSS1/b", frame=["p.1", 0], at=0)
    with make_index(folder, [link, *files]) as index:
        assert [file.path for file in index.entries()] == [
            b"MSS1/d",
            b"MSS1/c",
            b"MSS1/a",
            b"MSS1/b",
            b"MSS1/l",
        ]


def test_what_lies_below_a_folder_that_was_found_is_found_once(folder: Path) -> None:
    paths = [b"MSS1/a/a", b"MSS1/a/b/a", b"MSS1/a/b/x", b"MSS1/c/a", b"MSS1/c/x"]
    with make_index(folder, map(entry, paths)) as index:
        assert [child.path for child in all_pages(index, Query(text="a"))] == paths[:4]
        assert [child.path for child in all_pages(index, Query(subscriber="A"))] == paths[:4]


def test_searches_by_time_type_and_server(folder: Path) -> None:
    entries = [
        entry("MSS1/old", mtime_ns=10),
        entry("MSS1/new", mtime_ns=20),
        entry("MSS1/sys", mtime_ns=20, data="system-data", item="networking"),
        entry("MAS1/sys", mtime_ns=30, data="system-data", item="hosts-file", server="MAS1"),
    ]
    with make_index(folder, entries) as index:

        def found(query: Query) -> list[bytes]:
            return [child.path for child in all_pages(index, query)]

        assert found(Query(since_ns=20)) == [b"MAS1/sys", b"MSS1/new", b"MSS1/sys"]
        assert found(Query(since_ns=11, until_ns=30)) == [b"MSS1/new", b"MSS1/sys"]
        assert found(Query(data_type="system-data")) == [b"MAS1/sys", b"MSS1/sys"]
        assert found(Query(server="MSS1", text="S")) == [b"MSS1/new", b"MSS1/old", b"MSS1/sys"]
        assert found(Query(data_type="system-data", server="MAS1", text="hosts")) == []


def test_what_is_left_out_is_not_seen(folder: Path) -> None:
    entries = [
        entry("MSS1/m/1"),
        entry("MSS1/s/1", data="system-data"),
        entry("MSS1/s/2", data="system-data"),
    ]
    make_index(folder, entries).close()
    with SetIndex(folder / "1-1.sqlite", without=[("messages", "MSS1")]) as index:
        assert [child.path for child in index.children(b"MSS1").entries] == [b"MSS1/s"]
        assert [child.path for child in index.search(Query(text="1")).entries] == [b"MSS1/s/1", b"MSS1/s/2"]
        assert index.find(b"MSS1/m/1") is None
        assert len([*index.entries()]) == 2


def test_one_file_of_two_data_types_is_found_by_both(folder: Path) -> None:
    entries = [entry("MSS1/f", data="system-data", item="networking"), entry("MSS1/f")]
    with make_index(folder, entries) as index:
        assert len(index.children(b"MSS1").entries) == 1
        assert len(index.search(Query(text="f")).entries) == 1
        for slug in ("messages", "system-data"):
            assert [file.data_type for file in index.entries([Pick(data_type=slug)])] == [slug]


def test_the_later_of_two_lines_counts(folder: Path) -> None:
    with make_index(folder, [entry("MSS1/f", size=1), entry("MSS1/f", size=2)]) as index:
        assert [file.size for file in index.entries()] == [2]


@pytest.mark.parametrize(
    ("bound", "room"), [("MOST_FILES", rows), ("MOST_FOLDERS", folders), ("MOST_STEPS", folders)]
)
def test_a_manifest_without_end_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, bound: str, room: Any
) -> None:
    monkeypatch.setattr(room, bound, 50)
    lines = (entry(f"MSS1/{number}/x") for number in range(10**9))
    with pytest.raises(FormatError):
        build_index(folder / "i.sqlite", head(), lines)
    assert [*folder.iterdir()] == []


def test_an_index_that_would_be_too_large_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "LARGEST", 1 << 20)
    lines = (entry(f"MSS1/{number:0200}") for number in range(10**9))
    with pytest.raises(FormatError, match="larger"):
        build_index(folder / "i.sqlite", head(), lines)
    assert [*folder.iterdir()] == []


def test_a_full_disk_is_not_the_manifests_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "LEFT_FREE", 1 << 60)
    with pytest.raises(ServerDiskFull):
        build_index(folder / "i.sqlite", head(), [entry("MSS1/f")])
    assert [*folder.iterdir()] == []


@pytest.mark.parametrize(
    "wrong",
    [
        entry("MAS1/f"),
        entry("MSS11/f"),
        entry(b"MSS1/" + b"n" * 256),
        entry("MSS1/f", frame=["other.tar.zst", 0]),
    ],
)
def test_what_we_would_not_write_is_refused(folder: Path, wrong: dict[str, Any]) -> None:
    lines = [entry("MSS1/good"), wrong]
    with pytest.raises(FormatError):
        build_index(folder / "i.sqlite", head(), lines, pieces={"messages.0001.tar.zst"})
    assert [*folder.iterdir()] == []


def test_a_new_index_takes_the_old_ones_place_only_when_it_is_whole(folder: Path) -> None:
    def breaks_off() -> Iterator[dict[str, Any]]:
        yield entry("MSS1/new")
        raise FormatError("cut")

    make_index(folder, [entry("MSS1/old")]).close()
    with pytest.raises(FormatError):
        build_index(folder / "1-1.sqlite", head(), breaks_off())
    with SetIndex(folder / "1-1.sqlite") as index:
        assert [file.path for file in index.entries()] == [b"MSS1/old"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_what_is_no_index_is_said_to_be_none(folder: Path, content: bytes) -> None:
    path = folder / "x.sqlite"
    path.write_bytes(content)
    with pytest.raises(FormatError):
        SetIndex(path)
    path.unlink()
    with pytest.raises(FormatError):
        SetIndex(path)
    assert not path.exists()


@pytest.mark.parametrize("after", ["x", "f0", "dzz", "f" + "ff" * 9000, "ä", "!!!", "A", "f00"])
def test_a_mark_of_nobodys_making_does_no_harm(folder: Path, after: str) -> None:
    with make_index(folder, [entry("MSS1/a"), entry("MSS1/b/c")]) as index:
        index.children(b"MSS1", after)
        index.search(Query(text="a"), after)


def test_deep_paths_are_found(folder: Path) -> None:
    deep = b"/".join([b"MSS1", *[b"d"] * 3000])
    with make_index(folder, [entry(deep)]) as index:
        assert [child.path for child in index.search(Query(text="d/d")).entries] == [deep]
        assert [file.path for file in index.entries([Pick(path=deep)])] == [deep]
        assert [child.files for child in index.children(deep[:104]).entries] == [1]
