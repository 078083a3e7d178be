"""Choose, browse, search: what is offered, what is picked, and that hostile names stay names."""

import html
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mmbackup.engine.index.shapes import Pick
from mmbackup.models import BackupSet, Site
from portal.restore.kept_picks import keep, kept
from portal.restore.picks import text_of
from tests.portal.restore.backups import MESSAGES, make_backup, make_server

PAGE = "/backup/restore/"
FOLDER = "MSS1/srv/mss1/messages/1001"
HOSTILE = "MSS1/srv/mss1/messages/1003/<script>alert(1)<\x0b>\u202egpj.exe\udcff"


def pick(client: Client, **fields: object) -> str:
    """The address that it leads back to."""
    return str(client.post(f"{PAGE}pick/", {"back": "browse", "query": "", **fields})["Location"])


def picks_in(address: str) -> tuple[Pick, ...] | None:
    found = re.search(r"picks=([0-9a-f]+)", address)
    return kept(found[1]) if found else ()


def test_whole_data_types_are_offered_by_server_with_what_they_come_from(
    client: Client, backups: list[BackupSet]
) -> None:
    page = client.get(f"{PAGE}choose/").content.decode()

    assert "<legend>MSS1</legend>" in page
    assert "1 of 3 files, the rest from older backups, Sun Nov 22, Anna" in page
    assert "from Sun Nov 22" in page
    assert "Sat Nov 21" in page
    assert "Dora" not in page


def test_what_is_ticked_is_picked_and_the_address_says_so(client: Client, backups: list[BackupSet]) -> None:
    messages, system = Pick(MESSAGES, "MSS1"), Pick("system-data", "MSS1")

    back = pick(client, add=[text_of(messages)], shown=[text_of(messages), text_of(system)], back="choose")

    assert back.startswith(f"{PAGE}choose/?picks=")
    assert picks_in(back) == (messages,)
    page = client.get(back).content.decode()
    assert page.count(" checked") == 1
    assert "data-many>1<" in page


def test_what_is_no_longer_ticked_is_left_out(client: Client, backups: list[BackupSet]) -> None:
    messages, system = Pick(MESSAGES, "MSS1"), Pick("system-data", "MSS1")

    back = pick(
        client, picks=keep((messages, system)), shown=[text_of(messages), text_of(system)],
        add=[text_of(system)],
    )  # fmt: skip

    assert picks_in(back) == (system,)


def test_what_other_pages_showed_stays_picked(client: Client, backups: list[BackupSet]) -> None:
    one, two = Pick("", "MSS1", b"MSS1/a"), Pick("", "MSS1", b"MSS1/b")

    back = pick(client, picks=keep((one,)), shown=[text_of(two)], add=[text_of(two)], query="folder=MSS1&at=")

    assert picks_in(back) == (one, two)
    assert "folder=MSS1" in back


def test_all_on_the_page(client: Client, backups: list[BackupSet]) -> None:
    shown = [Pick(MESSAGES, "MSS1"), Pick("system-data", "MSS1")]

    assert picks_in(pick(client, shown=[text_of(one) for one in shown], all="yes")) == tuple(shown)


def test_a_script_gets_the_name_and_the_list_drawn(client: Client, backups: list[BackupSet]) -> None:
    messages = Pick(MESSAGES, "MSS1")
    fields = {
        "add": text_of(messages),
        "shown": text_of(messages),
        "back": "browse",
        "query": "at=2026-11-22T04:00",
    }

    answer = client.post(f"{PAGE}pick/", fields, headers={"accept": "application/json"}).json()

    assert kept(answer["picks"]) == (messages,)
    assert "Messages of MSS1" in answer["tray"]
    assert f"at=2026-11-22T04%3A00%2B01%3A00&amp;picks={answer['picks']}" in answer["tray"]


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "run", "//x", ""])
def test_it_leads_back_to_its_own_pages_only(client: Client, backups: list[BackupSet], back: str) -> None:
    assert pick(client, back=back).startswith(f"{PAGE}choose/")


def test_a_list_that_is_gone_is_said(client: Client, backups: list[BackupSet]) -> None:
    assert "not kept any more" in client.get(f"{PAGE}choose/?picks={'0' * 32}").content.decode()


def test_browsing_leads_down_to_the_files_of_all_backups(client: Client, backups: list[BackupSet]) -> None:
    page = client.get(f"{PAGE}browse/", {"folder": FOLDER}).content.decode()

    rows = re.findall(r'<tr role="row".*?</tr>', page, re.DOTALL)[1:]
    assert ["0001.msg" in rows[0], "Berta" in rows[0], "Nov 21" in rows[0]] == [True, True, True]
    assert ["0002.msg" in rows[1], "Anna" in rows[1], "Nov 22" in rows[1]] == [True, True, True]
    assert re.findall(r'<bdi dir="ltr">([^<]+)</bdi></(?:a|span)></li>', page) == [
        "All servers", "MSS1", "srv", "mss1", "messages", "1001",
    ]  # fmt: skip


def test_what_a_picked_folder_takes_is_ticked_with_it(client: Client, backups: list[BackupSet]) -> None:
    name = keep((Pick("", "MSS1", FOLDER.encode()),))

    page = client.get(f"{PAGE}browse/", {"folder": FOLDER, "picks": name}).content.decode()

    assert page.count(" checked disabled") == 2
    assert f'picked with <bdi dir="ltr">{FOLDER}</bdi>' in page


def test_links_into_folders_keep_what_is_picked(client: Client, backups: list[BackupSet]) -> None:
    name = keep((Pick(MESSAGES, "MSS1"),))

    page = client.get(f"{PAGE}browse/", {"picks": name}).content.decode()

    assert f'href="{PAGE}browse/?picks={name}&amp;folder=MSS1"' in page


def test_a_large_folder_comes_in_pages(client: Client, site: Site) -> None:
    make_server(site)
    many = {f"MSS1/srv/mss1/messages/all/{number:05}.msg": MESSAGES for number in range(450)}
    make_backup(site, "Anna", files=many)
    address, seen = f"{PAGE}browse/?folder=MSS1/srv/mss1/messages/all", []

    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'<bdi dir="ltr">(\d{5}\.msg)</bdi>', page)
        following = re.search(r'rel="next" data-picks href="([^"]+)"', page)
        address = f"{PAGE}browse/{html.unescape(following[1])}" if following else ""

    assert seen == [f"{number:05}.msg" for number in range(450)]
    assert "First page" in page


@pytest.mark.parametrize("path", ["browse", "search"])
def test_hostile_names_are_escaped_and_come_back_as_they_were(client: Client, site: Site, path: str) -> None:
    make_server(site)
    make_backup(site, "Anna", files={HOSTILE: MESSAGES})
    asked = {"folder": "MSS1/srv/mss1/messages/1003", "text": "gpj"}

    page = client.get(f"{PAGE}{path}/", asked).content.decode()

    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)&lt;\\x0b&gt;\\xe2\\x80\\xaegpj.exe\\xff" in page
    box = re.search(r'name="add" value="([^"]+)"', page)
    assert box is not None
    picked = picks_in(pick(client, add=html.unescape(box[1]), shown=html.unescape(box[1])))
    assert picked == (Pick(MESSAGES, "MSS1", HOSTILE.encode("utf-8", "surrogateescape")),)


@pytest.mark.parametrize("folder", ["/", "\\x4", "MSS1/../..", "%00", "nothing", "x" * 9000])
def test_whatever_folder_is_asked_there_is_a_page(
    client: Client, backups: list[BackupSet], folder: str
) -> None:
    assert client.get(f"{PAGE}browse/", {"folder": folder, "after": "nonsense"}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "hits"),
    [
        ({"text": "1001/"}, 2),
        ({"text": "0001.MSG"}, 2),
        ({"subscriber": "1002"}, 1),
        ({"type": "names-and-greetings"}, 1),
        ({"text": "msg", "since": "2026-11-22"}, 1),
        ({"text": "msg", "until": "2026-11-21"}, 2),
        ({"text": "nowhere"}, 0),
    ],
)
def test_searching(client: Client, backups: list[BackupSet], asked: dict[str, str], hits: int) -> None:
    page = client.get(f"{PAGE}search/", asked).content.decode()

    assert page.count('name="shown"') == hits
    assert ("Nothing fits" in page) is (hits == 0)


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "x"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"text": "\0"},
        {"type": "x"},
        {"text": "%"},
    ],
)
def test_whatever_is_searched_for_there_is_a_page(
    client: Client, backups: list[BackupSet], asked: dict[str, str]
) -> None:
    assert client.get(f"{PAGE}search/", asked).status_code == 200


def test_what_was_searched_for_stays_in_the_address_of_the_next_page(client: Client, site: Site) -> None:
    make_server(site)
    make_backup(site, "Anna", files={f"MSS1/srv/m/{number:04}.msg": MESSAGES for number in range(150)})

    page = client.get(f"{PAGE}search/", {"text": ".msg"}).content.decode()

    following = re.search(r'rel="next" data-picks href="\?text=.msg&amp;after=[^"]+"', page)
    assert following is not None


def test_backups_without_an_index_are_named(client: Client, site: Site) -> None:
    make_server(site)
    make_backup(site, "Anna", indexed=False)

    for page in ("choose", "browse", "search"):
        assert "The files of Anna" in client.get(f"{PAGE}{page}/").content.decode()


@pytest.mark.parametrize("path", ["choose/", "browse/?folder=MSS1", "search/?text=msg"])
def test_their_queries_are_few(
    client: Client, backups: list[BackupSet], path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15):
        client.get(PAGE + path)
