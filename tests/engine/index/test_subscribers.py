"""An index knows whose its files are by the patterns in its manifest: old ones, hostile ones and many too."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mmbackup.engine.errors import FormatError
from mmbackup.engine.index import subscriber_places
from mmbackup.engine.index.plan import Plan, make_plan
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.view import View
from tests.engine.index.manifests import entry, make_index

MAIL = "MSS1/srv/mail"


def told(path: bytes | str, *patterns: str, root: str = MAIL, **more: Any) -> dict[str, Any]:
    return entry(path, subscribers=[root, *(patterns or ("{maildir}",))], **more)


def view_of(folder: Path, *entries: dict[str, Any]) -> View:
    return View([make_index(folder, entries)])


def names(view: View, prefix: str = "") -> list[str]:
    return [one.name for one in view.subscribers(prefix).subscribers]


def paths(view: View, name: str) -> list[bytes]:
    (one,) = view.subscribers_called(name)
    return [place.path for place in one.places]


@pytest.mark.parametrize(
    ("pattern", "path", "name"),
    [
        ("{user}/", "ada/cur/1", "ada"),
        ("{domain}/{user}/", "example.org/ada/cur/1", "ada@example.org"),
        ("{user}/Maildir/", "ada/Maildir/cur/1", "ada"),
        ("{hash}/user/{user}/", "a/user/ada/1.", "ada"),
        ("{hash}/{domain}/{hash}/user/{user}/", "x/example.org/a/user/ada/1.", "ada@example.org"),
        ("{user}@{domain}", "ada@example.org", "ada@example.org"),
        ("{domain}/{user}", "default/1001/INBOX/msg0000.wav", "1001@default"),
        ("{user}.wav", "1001.wav", "1001"),
        ("greeting-*-{user}.wav", "greeting-busy-1001.wav", "1001"),
        ("{user}", "ada", "ada"),
    ],
)
def test_a_pattern_says_whose_a_folder_or_file_is(tmp_path: Path, pattern: str, path: str, name: str) -> None:
    with view_of(tmp_path, told(f"{MAIL}/{path}", pattern)) as view:
        assert names(view) == [name]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("{user}/", "ada"),
        ("{user}/", ".imap/ada/1"),
        ("{user}/Maildir/", "ada/mail/cur/1"),
        ("{hash}/user/{user}/", "a/users/ada/1."),
        ("{user}.wav", "1001.gsm"),
        ("{user}@{domain}", "ada"),
        ("{later}/{user}", "a/ada/1"),
    ],
)
def test_what_does_not_fit_is_nobodys(tmp_path: Path, pattern: str, path: str) -> None:
    with view_of(tmp_path, told(f"{MAIL}/{path}", pattern)) as view:
        assert names(view) == []
        assert not view.knows_subscribers


@pytest.mark.parametrize(
    ("path", "name", "folder"),
    [
        ("ada/cur/1", "ada", "ada"),
        ("ada/new/1", "ada", "ada"),
        ("ada/.Sent/cur/1", "ada", "ada"),
        ("ada/Maildir/cur/1", "ada", "ada"),
        ("example.org/ada/cur/1", "ada@example.org", "example.org/ada"),
        ("example.org/ada/Maildir/new/1", "ada@example.org", "example.org/ada"),
        ("e/example.org/ada/new/1", "ada@example.org", "e/example.org/ada"),
        ("staff/ada/cur/1", "ada", "staff/ada"),
        ("mail/cur/1", "mail", "mail"),
    ],
)
def test_a_maildir_is_known_by_where_it_lies(tmp_path: Path, path: str, name: str, folder: str) -> None:
    others = (
        told(f"{MAIL}/zoe/cur/1"),
        told(f"{MAIL}/ada/cur/0") if "ada/.Sent" in path else told(f"{MAIL}/zoe/new/2"),
    )
    with view_of(tmp_path, told(f"{MAIL}/{path}"), *others) as view:
        assert names(view) == [name, "zoe"]
        assert paths(view, name) == [f"{MAIL}/{folder}".encode()]


def test_a_mailbox_may_be_the_root_itself(tmp_path: Path) -> None:
    root = "MSS1/home/ada/Maildir"
    with view_of(tmp_path, told(f"{root}/cur/1", root=root), told(f"{root}/.Sent/cur/2", root=root)) as view:
        assert paths(view, "ada") == [root.encode()]


def test_files_right_below_the_root_are_mboxes(tmp_path: Path) -> None:
    entries = (told(f"{MAIL}/{path}", "{mbox}") for path in ("ada", ".hidden", "lists/news"))
    with view_of(tmp_path, *entries) as view:
        assert names(view) == ["ada"]
        assert paths(view, "ada") == [f"{MAIL}/ada".encode()]


def test_a_subscriber_has_figures_and_the_newest_message(tmp_path: Path) -> None:
    entries = (
        told(f"{MAIL}/ada/cur/1", size=10, mtime_ns=5),
        told(f"{MAIL}/ada/new/2", size=20, mtime_ns=7),
        told(f"{MAIL}/ada/dovecot.index.log", size=40, mtime_ns=9),
    )
    with view_of(tmp_path, *entries) as view:
        (ada,) = view.subscribers().subscribers

    assert (ada.files, ada.size, ada.newest_ns) == (3, 70, 7)


def test_what_is_a_subscribers_is_gathered_over_sources_and_servers(tmp_path: Path) -> None:
    entries = (
        told(f"{MAIL}/1001/cur/1"),
        told("MSS1/srv/names/1001.wav", "{user}.wav", root="MSS1/srv/names"),
        told("MAS1/srv/greetings/a/1001/x", "{hash}/{user}", root="MAS1/srv/greetings", server="MAS1"),
        told("MAS1/srv/greetings/a/1002/x", "{hash}/{user}", root="MAS1/srv/greetings", server="MAS1"),
    )
    with view_of(tmp_path, *entries) as view:
        (found,) = view.subscribers_called("1001")

    assert [place.path for place in found.places] == [
        b"MAS1/srv/greetings/a/1001",
        b"MSS1/srv/mail/1001",
        b"MSS1/srv/names/1001.wav",
    ]
    assert [place.pick.server for place in found.places] == ["MAS1", "MSS1", "MSS1"]


def test_what_two_patterns_name_counts_once(tmp_path: Path) -> None:
    with view_of(tmp_path, told(f"{MAIL}/ada/Maildir/cur/1", "{user}", "{user}/Maildir/", size=5)) as view:
        (ada,) = view.subscribers().subscribers

    assert (ada.files, ada.size) == (1, 5)
    assert [place.path for place in ada.places] == [f"{MAIL}/ada".encode()]


def test_hostile_names_are_one_printable_line(tmp_path: Path) -> None:
    name = b"a\nd\xffa\xe2\x80\xae"
    with view_of(tmp_path, told(MAIL.encode() + b"/" + name + b"/cur/1", size=3)) as view:
        (one,) = view.subscribers().subscribers

        assert view.subscribers_called("a\udcff") == ()

    assert one.name == "a\\x0ad\\xffa\\xe2\\x80\\xae"
    assert one.places[0].path == MAIL.encode() + b"/" + name


def test_names_are_found_by_their_beginning_in_pages(tmp_path: Path) -> None:
    wanted = [f"Ada{number:02}" for number in range(7)]
    entries = [told(f"{MAIL}/{name}/cur/1") for name in [*wanted, "bob", "ADA99", "%", "ad"]]
    with view_of(tmp_path, *entries) as view:
        found = list(by_pages(view, "ada"))

    assert found == [*wanted, "ADA99"]


def by_pages(view: View, prefix: str) -> Iterator[str]:
    after = ""
    while True:
        page = view.subscribers(prefix, after, 3)
        yield from (one.name for one in page.subscribers)
        after = page.after
        if not after:
            return


def test_large_and_small_letters_are_told_apart_where_both_are_there(tmp_path: Path) -> None:
    with view_of(tmp_path, told(f"{MAIL}/Ada/cur/1"), told(f"{MAIL}/ada/cur/1")) as view:
        assert paths(view, "Ada") == [f"{MAIL}/Ada".encode()]
        assert [one.name for one in view.subscribers_called("ADA")] == ["Ada", "ada"]
        assert view.subscribers_called("ad") == ()


def test_a_data_type_that_a_set_leaves_to_a_newer_one_is_not_seen(tmp_path: Path) -> None:
    entries = (
        told(f"{MAIL}/ada/cur/1"),
        told("MSS1/names/bob.wav", "{user}.wav", root="MSS1/names", data="names-and-greetings"),
    )
    make_index(tmp_path, entries).close()
    with View([SetIndex(tmp_path / "1-1.sqlite", {("messages", "MSS1")})]) as view:
        assert names(view) == ["bob"]


def test_the_newest_set_speaks_and_an_older_one_adds_what_it_lacks(tmp_path: Path) -> None:
    newer = make_index(tmp_path, [told(f"{MAIL}/ada/cur/9", size=9)], 2)
    older = make_index(tmp_path, [told(f"{MAIL}/ada/cur/1", size=1), told(f"{MAIL}/bob/cur/1", size=2)], 1)
    with View([newer, older]) as view:
        ada, bob = view.subscribers().subscribers

    assert (ada.name, ada.size, bob.name, bob.size) == ("ada", 9, "bob", 2)
    assert [one.places[0].head.name for one in (ada, bob)] == ["set-2", "set-1"]


def test_parts_of_a_set_are_summed(tmp_path: Path) -> None:
    first = make_index(tmp_path, [told(f"{MAIL}/ada/cur/1", size=1)], part=1)
    second = make_index(tmp_path, [told(f"{MAIL}/ada/cur/2", size=2)], part=2)
    with View([first, second]) as view:
        (ada,) = view.subscribers().subscribers

    assert (ada.files, ada.size) == (2, 3)


def test_a_plan_by_subscriber_takes_all_of_theirs_and_nothing_else(tmp_path: Path) -> None:
    entries = (told(f"{MAIL}/ada/cur/1"), told(f"{MAIL}/ada/sieve/a.sieve"), told(f"{MAIL}/adam/cur/1"))
    with view_of(tmp_path, *entries) as view:
        picks = [place.pick for place in view.subscribers_called("ada")[0].places]
        make_plan(tmp_path / "plan", view.indexes, picks)
    with Plan(tmp_path / "plan") as plan:
        planned = {file.path for file in plan.entries(1) if file.kind != "folder"}

    assert planned == {f"{MAIL}/ada/cur/1".encode(), f"{MAIL}/ada/sieve/a.sieve".encode()}


def test_an_index_of_before_knows_nobody(tmp_path: Path) -> None:
    make_index(tmp_path, [told(f"{MAIL}/ada/cur/1")]).close()
    with closing(sqlite3.connect(tmp_path / "1-1.sqlite")) as connection:
        connection.execute("DROP TABLE subscriber")

    with View([SetIndex(tmp_path / "1-1.sqlite")]) as view:
        assert names(view) == []
        assert not view.knows_subscribers


def test_an_enemys_patterns_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriber_places, "MOST_STEPS", 100)
    entries = [told(f"{MAIL}/{number}/a/b/c", "{hash}/{hash}/{hash}/{user}") for number in range(50)]

    with pytest.raises(FormatError, match="too much of whose"):
        view_of(tmp_path, *entries)


def test_a_name_of_very_many_places_is_nobodys(tmp_path: Path) -> None:
    most = subscriber_places.MOST_PLACES
    entries = [told(f"{MAIL}/{number}/cur/1", "{hash}/{user}") for number in range(most + 1)]
    entries += [told(f"{MAIL}/{number}/ada/1", "{hash}/{user}") for number in range(most)]
    with view_of(tmp_path, *entries) as view:
        assert names(view) == ["ada"]


@pytest.mark.long
def test_a_page_of_a_hundred_thousand_costs_as_much_as_one_of_a_thousand(tmp_path: Path) -> None:
    few, many = (steps_of_pages(tmp_path / str(count), count) for count in (1_000, 100_000))

    assert many < 2 * few


def steps_of_pages(folder: Path, count: int) -> int:
    """In hundreds of the database's own steps, which are the same on any machine."""
    folder.mkdir()
    entries = (told(f"{MAIL}/{number:06}/cur/1", size=1) for number in range(count))
    taken: list[int] = []
    with view_of(folder, *entries) as view:
        view.subscribers(limit=1)
        view.indexes[0].connection.set_progress_handler(lambda: taken.append(1), 100)
        pages = [view.subscribers("", f"{count // 2:06}", 100), view.subscribers(f"{count // 2:06}"[:4])]
    assert [len(page.subscribers) for page in pages] == [100, 100]
    return len(taken)
