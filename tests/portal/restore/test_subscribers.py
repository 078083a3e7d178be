"""By subscriber: found by the beginning of a name, picked with all that is theirs, on to the plan."""

import html
import re

import pytest
from django.test import Client

from mmbackup.engine.index.shapes import Pick
from mmbackup.models import BackupSet, Role, Site
from tests.portal.builders import make_user
from tests.portal.restore.backups import MESSAGES, make_backup, make_server
from tests.portal.restore.test_choosing import PAGE, pick, picks_in

TREES = {
    "MSS1/srv/mss1/messages/": ["MSS1/srv/mss1/messages", "{user}"],
    "MSS1/srv/mss1/greetings/": ["MSS1/srv/mss1/greetings", "{user}.wav"],
}
ALL_OF_1001 = (
    Pick("", "MSS1", b"MSS1/srv/mss1/greetings/1001.wav"),
    Pick("", "MSS1", b"MSS1/srv/mss1/messages/1001"),
)


@pytest.fixture
def told(site: Site) -> BackupSet:
    make_server(site)
    return make_backup(site, "Anna", trees=TREES)


def page_of(client: Client, query: str = "") -> str:
    return client.get(f"{PAGE}subscribers/{query}").content.decode()


def boxes(page: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r'type="checkbox" name="add" value="([^"]*)"', page)]


def test_each_is_listed_once_with_all_that_is_theirs(client: Client, told: BackupSet) -> None:
    page = page_of(client)

    assert page.count('<bdi dir="ltr">1001</bdi>') == 1
    assert "MSS1/srv/mss1/greetings/1001.wav" in page
    assert "3 files" in page
    assert "Anna" in page
    assert '<bdi dir="ltr">1002</bdi>' in page


def test_the_beginning_of_a_name_is_enough(client: Client, told: BackupSet) -> None:
    assert len(boxes(page_of(client, "?name=100"))) == 2
    assert len(boxes(page_of(client, "?name=1002"))) == 1
    assert "Nobody fits" in page_of(client, "?name=002")


def test_one_tick_picks_all_of_somebody_and_the_plan_takes_it(client: Client, told: BackupSet) -> None:
    (box,) = boxes(page_of(client, "?name=1001"))

    address = pick(client, back="subscribers", query="name=1001", shown=box, add=box.replace("\n", "\r\n"))

    assert address.startswith(f"{PAGE}subscribers/?name=1001&picks=")
    assert picks_in(address) == ALL_OF_1001
    assert 'class="is-picked"' in client.get(address).content.decode()
    plan = client.get(address.replace("subscribers/", "plan/")).content.decode()
    assert "MSS1/srv/mss1/messages/1001" in plan
    assert re.search(r'data-label="Files"[^>]*>3<', plan)


def test_unticked_all_of_it_is_dropped(client: Client, told: BackupSet) -> None:
    (box,) = boxes(page_of(client, "?name=1001"))
    address = pick(client, back="subscribers", shown=box, add=box)
    name = re.search("picks=([0-9a-f]+)", address)
    assert name

    assert picks_in(pick(client, back="subscribers", shown=box, picks=name[1])) == ()


def test_a_hostile_name_stays_a_name(client: Client, site: Site) -> None:
    make_server(site)
    hostile = "MSS1/srv/mss1/messages/<script>alert(1)<\x0b>\u202egpj/x"
    make_backup(site, "Anna", files={hostile: MESSAGES}, trees=TREES)

    page = page_of(client)

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;\\x0b&gt;\\xe2\\x80\\xaegpj" in page


def test_where_no_backup_tells_the_search_is_offered(client: Client, backups: list[BackupSet]) -> None:
    page = page_of(client)

    assert "No backup of this moment tells whose its files are" in page
    assert f'href="{PAGE}search/"' in page


def test_a_page_leads_to_the_next(client: Client, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.restore.subscriber_views.ROWS_A_PAGE", 1)
    make_server(site)
    make_backup(site, "Anna", trees=TREES)

    address = re.search(r'rel="next" data-picks href="([^"]*)"', page_of(client))

    assert address
    assert '<bdi dir="ltr">1002</bdi>' in page_of(client, html.unescape(address[1]))


def test_only_who_restores_sees_it(site: Site, told: BackupSet) -> None:
    seen = {}
    for role in Role:
        somebody = Client()
        somebody.force_login(make_user(role.value, role))
        seen[role] = somebody.get(f"{PAGE}subscribers/").status_code

    readers = {Role.ADMINISTRATOR, Role.OPERATOR, Role.AUDITOR}  # as of the other pages of Restore
    assert {role for role, status in seen.items() if status == 200} == readers


def test_the_palette_leads_there(client: Client, told: BackupSet) -> None:
    page = client.get("/palette/", {"q": "1001"}, headers={"HX-Request": "true"}).content.decode()

    assert f'href="{PAGE}subscribers/?name=1001"' in page
