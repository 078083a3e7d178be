"""What an enemy's medium tells about itself, imported and shown: no number too large, no name that acts."""

import re
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from mmbackup.engine.format import archive, set_account
from mmbackup.engine.format.archive import headers
from mmbackup.engine.media.emulated import Shelf
from mmbackup.environment import data_folder
from mmbackup.models import Medium, Site
from mmbackup.services.index.import_medium import import_medium
from mmbackup.services.index.import_report import ImportReport
from tests.builders import NOW
from tests.hostile.evil_set import EvilSet, framed, member
from tests.portal.builders import make_user

pytestmark = pytest.mark.django_db(transaction=True)
CAPACITY = 1 << 40
SAME = "9c113416-3754-439e-857f-036cf1b6a5f6"
NAMES = (
    b"<script>alert(1)",
    b'"><img src=x onerror=alert(1)>',
    b"\x1b[2J\x1b]0;evil\x07",
    b"a\nMSS1 restored\r\n",
    "\u202egpj.exe".encode(),
    "\u2066\u200f\u061c\ufeff".encode(),
    b"\xff\xfe\xc2\x9b",
    b"{{ 7 }}{% now %}",
    b"' OR 1=1 --",
    b"%00%2e%2e",
    b"a" * 255,
)
# neither the terminal's nor Unicode's controls, nor marks that reorder what stands around them
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe]")


@pytest.fixture
def shelf(harbour: Site) -> Shelf:
    """An empty medium, EVIL, is in the drive."""
    shelf = Shelf(harbour.drives.get().settings["path"])
    shelf.add("EVIL", CAPACITY)
    shelf.eject()
    shelf.insert("EVIL")
    return shelf


def import_it(site: Site) -> ImportReport:
    return import_medium(drive=site.drives.get(), by="ada", now=NOW)


def evil_names() -> EvilSet:
    evil = EvilSet()
    for name in NAMES:
        evil.add(b"MSS1/" + name, b"content")
        evil.add(b"MSS1/folder " + name + b"/file", b"content")
        evil.add(b"MSS1/link to " + name[:99], kind=archive.SYMLINK, link=name)
    return evil


def test_names_of_any_bytes_are_shown_as_names(harbour: Site, shelf: Shelf) -> None:
    evil_names().write(Path(shelf.content("EVIL")))

    report = import_it(harbour)

    assert report.is_whole, report
    ada = make_user("ada")
    browser = Client()
    browser.force_login(ada)
    medium, folder = Medium.objects.get(name="Evil A"), "MSS1/folder " + "a" * 255
    for address in (
        *("/backup/restore/", "/backup/restore/choose/", "/backup/restore/browse/?folder=MSS1"),
        *(
            f"/backup/restore/browse/?folder={folder}",
            "/backup/restore/search/?text=a",
            "/backup/restore/search/?text=<",
        ),
        *(f"/backup/media/{medium.uuid}/", "/backup/media/", "/backup/drive/"),
    ):
        page = browser.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        assert "<script>alert" not in text, address
        assert "<img src=x" not in text, address
        assert not ACTS.search(text), address


def _numbers(account: dict[str, Any]) -> None:
    for tally in account["tallies"]:
        tally.update(files=1 << 62, size=1 << 62, saved_files=1 << 62, saved_size=1 << 62)
    account["errors"] = 1 << 62


def _times(account: dict[str, Any]) -> None:
    account["started_at"] = account["written_at"] = "9998-12-31T23:59:59.999999Z"


def _texts(account: dict[str, Any]) -> None:
    account["site"] = account["medium_name"] = account["run"] = "<b>x</b>" * 500
    account["tallies"][0]["server"] = "<script>alert(1)" * 200


def _first_of_all(account: dict[str, Any]) -> None:
    account["started_at"] = account["written_at"] = "1970-01-01T00:00:00Z"


CHANGES: tuple[Callable[[dict[str, Any]], None], ...] = (_numbers, _times, _texts, _first_of_all)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_it_says_of_itself_breaks_no_page(
    harbour: Site, shelf: Shelf, change: Callable[[dict[str, Any]], None]
) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/a", b"content")
    evil.change = change
    evil.write(Path(shelf.content("EVIL")))

    import_it(harbour)

    ada = make_user("ada")
    browser = Client()
    browser.force_login(ada)
    medium = Medium.objects.get(name="Evil A")
    for address in (
        "/",
        "/backup/restore/",
        "/backup/restore/choose/",
        f"/backup/media/{medium.uuid}/",
        "/backup/drive/",
    ):
        page = browser.get(address, follow=True)
        assert page.status_code == 200, address
        assert "<script>alert" not in page.content.decode()


def test_sizes_beyond_what_a_row_holds_are_answered(harbour: Site, shelf: Shelf) -> None:
    """Each is in bounds, their sum is not."""
    evil = EvilSet()
    evil.add(b"MSS1/a", b"content")
    evil.change = lambda account: account["files"].extend(
        {"name": f"messages.{number:04}.tar.zst", "size": 1 << 62, "sha256": "ab" * 32}
        for number in range(2, 6)
    )
    evil.write(Path(shelf.content("EVIL")))

    report = import_it(harbour)

    assert [name for name, _ in report.broken] == [evil.name]


def test_files_beyond_what_a_column_holds_are_answered(harbour: Site, shelf: Shelf) -> None:
    evil = EvilSet()
    one = member(b"MSS1/x")
    for number in range(5):
        evil.add_line(member(b"MSS1/%d" % number), b"", evil.add_frame(framed(headers(one))), size=1 << 62)
    evil.write(Path(shelf.content("EVIL")))

    report = import_it(harbour)

    assert [name for name, _ in report.without_names] == [evil.name]


def test_many_large_accounts_are_not_held_at_once(
    harbour: Site, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmbackup.engine.operations.importing.LIST_LIMIT", 200_000)
    for day in range(1, 6):
        evil = EvilSet(name=f"202611{day:02}T030500Z-full-auto", medium_uuid=SAME)
        evil.change = _with_files
        evil.add(b"MSS1/a")
        evil.write(Path(shelf.content("EVIL")))

    report = import_it(harbour)

    assert len(report.imported) == 1
    assert len(report.broken) == 4


def _with_files(account: dict[str, Any]) -> None:
    account["files"] += [{"name": f"x{number}", "size": 1, "sha256": "ab" * 32} for number in range(1000)]


def test_an_index_is_not_made_larger_than_there_is_room_for(
    harbour: Site, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of files that swells a thousandfold; half done, it leaves nothing behind."""
    evil = EvilSet()
    evil.add(b"MSS1/a", b"content")
    line = evil.lines[0]
    evil.lines = [line.replace(b"MSS1/a", b"MSS1/%d" % number) for number in range(20_000)]
    evil.write(Path(shelf.content("EVIL")))
    monkeypatch.setattr("mmbackup.engine.index.build.LARGEST", 1 << 20)

    report = import_it(harbour)

    assert report.without_names or report.broken
    assert list(data_folder("index").iterdir()) == []


def test_the_account_is_not_taken_from_another_folder(harbour: Site, shelf: Shelf) -> None:
    evil = EvilSet()
    evil.add(b"MSS1/a", b"content")
    folder = evil.write(Path(shelf.content("EVIL")))
    other = folder.with_name("20261121T030500Z-full-auto")
    other.mkdir()
    (other / set_account.SET_NAME).write_bytes((folder / set_account.SET_NAME).read_bytes())
    link = folder.with_name("20261120T030500Z-full-auto")
    link.symlink_to(folder.name)

    report = import_it(harbour)

    assert report.imported == [evil.name]
    assert {name for name, _ in report.broken} == {other.name, link.name}


SAID: tuple[tuple[str, ...], ...] = (
    ("ls",),
    ("ls", "--json"),
    ("ls", "Evil A", "MSS1"),
    ("ls", "Evil A", "MSS1", "-l"),
    ("ls", "Evil A", "MSS1", "--json"),
    ("find", "e"),
    ("find", "", "-l"),
    ("find", "alert", "--json"),
    ("medium", "list"),
    ("restore", "--list"),
    ("status",),
)


def test_the_shell_says_one_printable_line_a_name(harbour: Site, shelf: Shelf) -> None:
    evil = evil_names()
    evil.change = _texts_of_its_site
    evil.write(Path(shelf.content("EVIL")))
    import_it(harbour)

    for words in SAID:
        out = StringIO()
        with suppress(CommandError, SystemExit):
            call_command(*words, stdout=out, stderr=out)
        said = out.getvalue()
        assert all(line.isprintable() for line in said.splitlines()), words
        assert not ACTS.search(said), words
        if words[1:3] == ("Evil A", "MSS1"):
            assert len(said.splitlines()) == 3 * len(NAMES), said


def _texts_of_its_site(account: dict[str, Any]) -> None:
    account["site"] = "Evil " * 100
    account["tallies"][0]["server"] = "MSS1 \u05d0" * 50
