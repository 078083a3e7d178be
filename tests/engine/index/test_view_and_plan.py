"""Several sets as one tree, and what is taken from which of their media."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmbackup.engine.errors import FormatError, NothingPicked
from mmbackup.engine.format.private_keys import is_private_key
from mmbackup.engine.index.plan import Plan, make_plan
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import IndexedFile, Pick, Query
from mmbackup.engine.index.view import View
from tests.engine.index.manifests import entry, make_index
from tests.engine.index.test_set_index import KINDS, NAMES, PATHS, all_pages, as_manifest, is_tree

TREES = st.dictionaries(PATHS, KINDS, min_size=1, max_size=12).filter(is_tree)
SETS = st.lists(TREES, min_size=1, max_size=4)  # the newest first
PICKS = st.lists(PATHS, max_size=3)
Tree = dict[bytes, str]


def newest_wins(sets: Sequence[Tree]) -> dict[bytes, tuple[int, str]]:
    """By path the set that speaks of it, and what it says. A folder that holds something is one."""
    spoken: dict[bytes, tuple[int, str]] = {}
    for number, tree in enumerate(sets):
        implied = {path[:at] for path in tree for at in range(len(path)) if path[at : at + 1] == b"/"}
        says = {**dict.fromkeys(implied, "implied"), **tree}
        hidden = [path for path, (_, kind) in spoken.items() if kind not in {"folder", "implied"}]
        for path, kind in says.items():
            is_new = path not in spoken and not any(path.startswith(one + b"/") for one in hidden)
            if is_new or (kind == "folder" and spoken.get(path, (0, ""))[1] == "implied"):
                spoken[path] = number, kind
    return spoken


def saved(spoken: dict[bytes, tuple[int, str]]) -> dict[bytes, tuple[int, str]]:
    return {path: told for path, told in spoken.items() if told[1] != "implied"}


def opened(place: str, sets: Sequence[Tree], stack: ExitStack) -> list[SetIndex]:
    return [
        stack.enter_context(make_index(Path(place), as_manifest(tree), number))
        for number, tree in enumerate(sets, 1)
    ]


@settings(max_examples=40, deadline=None)
@given(SETS)
def test_the_newest_set_that_knows_a_path_speaks_of_it(sets: list[Tree]) -> None:
    expected = newest_wins(sets)
    with TemporaryDirectory() as place, ExitStack() as stack:
        view = View(opened(place, sets, stack))
        met: dict[bytes, bool] = {}
        left = [b""]
        while left:
            children = all_pages(view, at=left.pop())
            left += [child.path for child in children if child.is_folder]
            met |= {child.path: child.is_folder for child in children}
        assert met == {path: kind in {"folder", "implied"} for path, (_, kind) in expected.items()}
        for path, (number, kind) in saved(expected).items():
            if kind != "folder":
                found = view.find(path)
                assert found is not None
                assert found.kind == kind
                assert next(
                    child.head.set_uuid for child in all_pages(view, at=path.rpartition(b"/")[0])
                    if child.path == path
                ) == view.indexes[number].head.set_uuid  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(SETS, NAMES)
def test_a_search_over_sets_finds_what_the_tree_shows(sets: list[Tree], name: bytes) -> None:
    text = name.decode("utf-8", "ignore")
    expected = [
        path for path, (_, kind) in saved(newest_wins(sets)).items()
        if kind != "folder" and text.casefold() in path.decode("utf-8", "surrogateescape").casefold()
    ]  # fmt: skip
    with TemporaryDirectory() as place, ExitStack() as stack:
        view = View(opened(place, sets, stack))
        found = all_pages(view, Query(text=text)) if text else []
    if text:
        assert sorted(child.path for child in found if not child.is_folder) == sorted(expected)


@settings(max_examples=40, deadline=None)
@given(SETS, PICKS)
def test_a_plan_takes_each_path_once_and_the_newest(sets: list[Tree], paths: list[bytes]) -> None:
    def is_picked(path: bytes) -> bool:
        return not paths or any((path + b"/").startswith(one + b"/") for one in paths)

    # what was not picked hides nothing: a path that was named comes, even below what is a file by now
    picked = [{path: told for path, told in tree.items() if is_picked(path)} for tree in sets]
    wanted = {path: told for path, told in saved(newest_wins(picked)).items() if is_picked(path)}
    picks = [Pick(path=path) for path in paths]
    with TemporaryDirectory() as place, ExitStack() as stack:
        indexes = opened(place, sets, stack)
        target = Path(place) / "plan.sqlite"
        if not wanted:
            with pytest.raises(NothingPicked):
                make_plan(target, indexes, picks)
            return
        parts = make_plan(target, indexes, picks)
        with Plan(target) as plan:
            rows = [(part.set_uuid, file) for part in plan.parts for file in plan.entries(part.number)]
            folders = [file.path for file in plan.folders() if is_picked(file.path)]
    files = {file.path: (uuid, file.kind) for uuid, file in rows if file.kind != "folder"}
    assert len(files) == len([file for _, file in rows if file.kind != "folder"])
    assert files == {
        path: (indexes[number].head.set_uuid, kind)
        for path, (number, kind) in wanted.items() if kind != "folder"
    }  # fmt: skip
    assert set(folders) >= {path for path, (_, kind) in wanted.items() if kind == "folder"}
    assert [len(path.split(b"/")) for path in folders] == sorted(
        (len(path.split(b"/")) for path in folders), reverse=True
    )
    assert sum(part.files for part in parts) == len(files)
    assert all(part.files for part in parts) or not files


def plan_of(tmp_path: Path, indexes: Sequence[SetIndex], *picks: Pick, **options: Any) -> Plan:
    make_plan(tmp_path / "plan.sqlite", indexes, picks, **options)
    return Plan(tmp_path / "plan.sqlite")


def files_of(plan: Plan) -> list[tuple[int, IndexedFile]]:
    return [(part.number, file) for part in plan.parts for file in plan.entries(part.number)]


def a_slice(path: str, number: int, offset: int, size: int, total: int) -> dict[str, Any]:
    told = {"number": number, "offset": offset, "size": size, "of": total}
    return entry(path, size=total, slice=told, frame=[f"messages.000{number}.tar.zst", 0])


def test_media_that_give_nothing_are_left_out(tmp_path: Path) -> None:
    new = make_index(tmp_path, [entry("MSS1/a/1"), entry("MSS1/a", type="folder")], 1)
    same = make_index(tmp_path, [entry("MSS1/a/1", size=99), entry("MSS1/b", type="folder")], 2)
    old = make_index(tmp_path, [entry("MSS1/a/1"), entry("MSS1/a/2")], 3)

    with plan_of(tmp_path, [new, same, old]) as plan:
        assert [(part.number, part.set_name, part.files) for part in plan.parts] == [
            (1, "set-1", 1), (2, "set-3", 1),
        ]  # fmt: skip
        assert plan.find(b"MSS1/a/1") == (1, new.find(b"MSS1/a/1"))
        assert plan.find(b"MSS1/a/2") == (2, old.find(b"MSS1/a/2"))
        assert plan.find(b"MSS1/none") is None
        assert [file.path for file in plan.folders()] == [b"MSS1/a", b"MSS1/b"], "which need no medium"


def test_the_parts_of_a_set_are_asked_for_in_their_order(tmp_path: Path) -> None:
    parts = [make_index(tmp_path, [entry(f"MSS1/{part}")], 1, part) for part in (3, 1, 2)]
    old = make_index(tmp_path, [entry("MSS1/old")], 2)

    with plan_of(tmp_path, [parts[0], old, parts[1], parts[2]]) as plan:
        assert [part.medium_name for part in plan.parts] == ["M-1-1", "M-1-2", "M-1-3", "M-2-1"]


def test_what_a_set_is_not_to_give_comes_from_older_ones(tmp_path: Path) -> None:
    new = make_index(tmp_path, [entry("MSS1/m"), entry("MSS1/s", data="system-data")], 1)
    old = make_index(tmp_path, [entry("MSS1/m"), entry("MSS1/gone", data="system-data")], 2)

    without = {new.head.set_uuid: [("messages", "MSS1")], old.head.set_uuid: [("system-data", "MSS1")]}
    with plan_of(tmp_path, [new, old], without=without) as plan:
        assert [(number, file.path) for number, file in files_of(plan)] == [(1, b"MSS1/s"), (2, b"MSS1/m")]


def test_slices_come_from_all_their_media(tmp_path: Path) -> None:
    first = make_index(tmp_path, [a_slice("MSS1/big", 1, 0, 60, 100)], 1, 1)
    last = make_index(tmp_path, [a_slice("MSS1/big", 2, 60, 40, 100)], 1, 2)
    old = make_index(tmp_path, [entry("MSS1/big", size=90)], 2)

    with plan_of(tmp_path, [first, last, old]) as plan:
        assert [(part.medium_name, part.files, part.size) for part in plan.parts] == [
            ("M-1-1", 1, 60), ("M-1-2", 1, 40),
        ]  # fmt: skip
        assert [(file.slice.number, file.piece) for _, file in files_of(plan) if file.slice] == [
            (1, "messages.0001.tar.zst"), (2, "messages.0002.tar.zst"),
        ]  # fmt: skip
        assert [*plan.incomplete()] == []
        assert [(one.files, one.size) for one in plan.tallies()] == [(1, 100)]


def test_a_file_whose_slices_are_not_all_known_comes_from_an_older_set_or_is_missing(tmp_path: Path) -> None:
    lonely = [a_slice("MSS1/big", 1, 0, 60, 100), a_slice("MSS1/lost", 1, 0, 60, 100)]
    part = make_index(tmp_path, lonely, 1, 1)
    old = make_index(tmp_path, [entry("MSS1/big", size=90)], 2)

    with plan_of(tmp_path, [part, old]) as plan:
        assert [(file.path, file.size) for _, file in files_of(plan)] == [(b"MSS1/big", 90)]
        assert [*plan.incomplete()] == [b"MSS1/lost"]


def test_a_link_stays_one_where_its_file_comes_from_the_same_medium(tmp_path: Path) -> None:
    target, link = entry("MSS1/t"), entry("MSS1/l", type="hard link", link="MSS1/t", size=6)
    index = make_index(tmp_path, [target, link])

    with plan_of(tmp_path, [index]) as plan:
        assert [(file.path, file.kind, file.link) for _, file in files_of(plan)] == [
            (b"MSS1/t", "file", b""), (b"MSS1/l", "hard link", b"MSS1/t"),
        ]  # fmt: skip


def test_a_link_alone_becomes_a_file(tmp_path: Path) -> None:
    told = entry("MSS1/d/t", size=6, xattrs=True, frame=["messages.0002.tar.zst", 77], at=512)
    link = entry("MSS1/l", type="hard link", link="MSS1/d/t", size=6, mode=0o640)
    index = make_index(tmp_path, [entry("MSS1/a"), told, link])
    newer = make_index(tmp_path, [entry("MSS1/a"), entry("MSS1/d/t", size=7)], 2)

    for indexes, picks in (([index], [Pick(path=b"MSS1/l")]), ([newer, index], [])):
        with plan_of(tmp_path, indexes, *picks) as plan:
            found = plan.find(b"MSS1/l")
        assert found is not None
        file = found[1]
        assert (file.kind, file.size, file.sha256) == ("file", 6, told["sha256"])
        assert (file.piece, file.frame, file.at, file.has_xattrs) == ("messages.0002.tar.zst", 77, 512, True)
        assert file.link == b"MSS1/d/t"


def test_a_link_to_nothing_stays_one(tmp_path: Path) -> None:
    index = make_index(tmp_path, [entry("MSS1/l", type="hard link", link="MSS1/nowhere/t")])
    with plan_of(tmp_path, [index]) as plan:
        assert [file.kind for _, file in files_of(plan)] == ["hard link"]


def test_the_folders_above_what_was_picked_come_too(tmp_path: Path) -> None:
    folders = [
        entry(path, type="folder", mode=0o700) for path in ("MSS1/a", "MSS1/a/b", "MSS1/a/c", "MSS1/d")
    ]
    index = make_index(tmp_path, [*folders, entry("MSS1/a/b/1"), entry("MSS1/a/b/2"), entry("MSS1/d/1")])

    with plan_of(tmp_path, [index], Pick(path=b"MSS1/a/b/1")) as plan:
        assert [(file.path, file.mode) for file in plan.folders()] == [
            (b"MSS1/a/b", 0o700),
            (b"MSS1/a", 0o700),
        ]
        assert [file.path for _, file in files_of(plan) if file.kind == "file"] == [b"MSS1/a/b/1"]


def test_what_is_a_folder_and_none_in_one_set_is_told(tmp_path: Path) -> None:
    index = make_index(tmp_path, [entry("MSS1/way", type="symlink", link="/etc"), entry("MSS1/way/evil")])
    with plan_of(tmp_path, [index]) as plan:
        assert [file.path for _, file in files_of(plan)] == [b"MSS1/way/evil"]
        assert [*plan.incomplete()] == [b"MSS1/way"]


def test_what_was_done_is_kept(tmp_path: Path) -> None:
    indexes = [make_index(tmp_path, [entry(f"MSS1/{number}")], number) for number in (1, 2)]
    with plan_of(tmp_path, indexes) as plan:
        first, second = plan.parts
        assert plan.next_part == first
        plan.mark_done(2, [(b"MSS1/\xff", "no room")])
    with Plan(tmp_path / "plan.sqlite") as plan:
        assert (plan.next_part, plan.open_parts, plan.done) == (first, (first,), (second,))
        assert [*plan.faults()] == [(2, b"MSS1/\xff", "no room")]
        plan.mark_done(1)
        plan.mark_done(2)
        assert plan.next_part is None
        assert [*plan.faults()] == []


def test_a_plan_is_good_without_its_indexes(tmp_path: Path) -> None:
    index = make_index(tmp_path, [entry("MSS1/a"), entry("MSS1/b", data="system-data")])
    with plan_of(tmp_path, [index], Pick(data_type="system-data")) as plan:
        index.close()
        (tmp_path / "1-1.sqlite").unlink()
        assert [file.path for _, file in files_of(plan)] == [b"MSS1/b"]
        assert [(one.data_type, one.server, one.files) for one in plan.tallies()] == [
            ("system-data", "MSS1", 1)
        ]
        assert plan.what() == (("system-data", "MSS1"),)


def test_a_plan_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    index = make_index(tmp_path, [entry("MSS1/a")])
    plan_of(tmp_path, [index]).close()
    with pytest.raises(NothingPicked):
        make_plan(tmp_path / "plan.sqlite", [index], [Pick(server="MAS9")])
    with Plan(tmp_path / "plan.sqlite") as plan:
        assert len(plan.parts) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1-1.sqlite", "plan.sqlite"]


def test_an_index_is_no_plan(tmp_path: Path) -> None:
    make_index(tmp_path, [entry("MSS1/a")]).close()
    with pytest.raises(FormatError), Plan(tmp_path / "1-1.sqlite") as plan:
        assert plan.parts


def test_a_plan_counts_private_keys_among_system_data(tmp_path: Path) -> None:
    keys = ["etc/ssh/ssh_host_rsa_key", "etc/ssl/private/a.pem", "etc/le/privkey1.pem", "root/.ssh/id_rsa"]
    others = ["etc/ssh/ssh_host_rsa_key.pub", "etc/ssl/a.pem", "etc/le/fullchain1.pem", "root/not_id_rsa"]
    told = [entry(f"MSS1/{path}", data="system-data") for path in (*keys, *others)]
    with make_index(tmp_path, [*told, entry("MSS1/mail/a.key")]) as index:
        make_plan(tmp_path / "plan.sqlite", [index], (Pick(),))

    with Plan(tmp_path / "plan.sqlite") as plan:
        assert plan.private_keys() == len(keys)
    assert [path for path in keys + others if is_private_key(path.encode())] == keys
