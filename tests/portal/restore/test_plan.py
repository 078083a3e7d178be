"""The plan: media in their order and where they are, where to, what is there already; and the start."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from mmbackup.engine.index.shapes import Pick
from mmbackup.models import BackupSet, DataItem, Drive, Restore, Role, Run, Server, Site, Source
from portal.restore.kept_picks import keep
from tests.portal.builders import make_user
from tests.portal.restore.backups import MESSAGES, make_backup, make_server
from tests.portal.restore.conftest import NEWEST
from tests.portal.restore.runs import make_running

PAGE = "/backup/restore/plan/"
CONFIRM = "/backup/restore/confirm/"
MESSAGES_OF_MSS1 = Pick(MESSAGES, "MSS1")


@pytest.fixture(autouse=True)
def no_broker(settings: Settings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/nobody.sock"


@pytest.fixture
def asked(backups: list[BackupSet]) -> dict[str, str]:
    return {"picks": keep((MESSAGES_OF_MSS1,))}


@pytest.fixture
def in_place(asked: dict[str, str]) -> dict[str, str]:
    return {**asked, "target": "in place", "existing": "replace"}


def cells(page: str, label: str) -> list[str]:
    found = re.findall(rf'data-label="{label}"[^>]*>(.*?)</td>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in found]


def test_media_stand_in_their_order_with_where_they_are(client: Client, asked: dict[str, str]) -> None:
    page = client.get(PAGE, asked).content.decode()

    assert cells(page, "Medium") == ["Anna", "Berta"]
    assert cells(page, "Where it is") == ["Room 12", "Fire safe"]
    assert cells(page, "Files") == ["1", "2"]
    assert "<b>3</b> files" in page


def test_a_folder_is_suggested_and_nothing_there_is_touched(client: Client, asked: dict[str, str]) -> None:
    page = client.get(PAGE, asked).content.decode()

    assert re.search(r'name="folder" value="/var/tmp/[^"]+"', page)
    assert re.search(r'name="target" value="folder" checked', page)
    assert re.search(r'name="existing" value="keep" checked', page)
    assert "Start the restore" in page


def test_nothing_picked_is_no_plan(client: Client, backups: list[BackupSet]) -> None:
    page = client.get(PAGE).content.decode()

    assert "Nothing yet." in page
    assert "Start the restore" not in page


def test_a_folder_that_will_not_do_is_refused_in_words(client: Client, asked: dict[str, str]) -> None:
    page = client.get(
        PAGE, {**asked, "target": "folder", "folder": "here", "existing": "keep"}
    ).content.decode()

    assert "must be an absolute path" in page
    assert "Start the restore" not in page


def test_what_is_chosen_stays_in_the_address(client: Client, in_place: dict[str, str]) -> None:
    page = client.get(PAGE, {**in_place, "dry_run": "on"}).content.decode()

    assert 'value="in place" checked' in page
    assert 'value="replace" checked' in page
    assert 'name="dry_run" checked' in page
    assert "Start the dry run" in page


def test_a_key_is_announced(client: Client, site: Site) -> None:
    make_server(site)
    make_backup(site, "Greta", recipients=["age1x"])

    assert "It needs a key" in client.get(PAGE, {"picks": keep((MESSAGES_OF_MSS1,))}).content.decode()


def test_in_place_is_asked_once_more(client: Client, in_place: dict[str, str]) -> None:
    address = client.post(f"{PAGE}?{'&'.join(f'{k}={v}' for k, v in in_place.items())}")["Location"]
    page = client.get(address).content.decode()

    assert address.startswith(CONFIRM)
    assert "Sunday, November 22, 2026, 03:05" in page
    assert "and what is missing there from" in page
    assert "what was changed in them since is lost" in page
    assert 'type <b class="typed-word">MSS1</b>' in page
    assert Run.objects.count() == 0


def test_another_word_starts_nothing(client: Client, in_place: dict[str, str]) -> None:
    address = f"{CONFIRM}?{'&'.join(f'{k}={v}' for k, v in in_place.items())}"

    page = client.post(address, {"typed": "MSS2"}, follow=True).content.decode()

    assert "Nothing was started: type MSS1 to confirm." in page
    assert Run.objects.count() == 0


def test_without_a_broker_nothing_is_started_and_it_says_why(client: Client, asked: dict[str, str]) -> None:
    page = client.post(f"{PAGE}?picks={asked['picks']}", follow=True).content.decode()

    assert "No restore was started." in page
    assert "broker" in page
    assert Restore.objects.count() == 0


def test_servers_whose_software_can_be_stopped_are_named(client: Client, asked: dict[str, str]) -> None:
    assert "Stop the messaging software" not in client.get(PAGE, asked).content.decode()
    Server.objects.update(stop_command=["systemctl", "stop", "mss"], start_command=["true"])

    page = client.get(PAGE, asked).content.decode()

    assert "Stop the messaging software of MSS1 first" in page
    assert 'name="stop" checked' in page


def test_any_of_the_drives_may_be_used(client: Client, site: Site, asked: dict[str, str]) -> None:
    assert 'name="drive"' not in client.get(PAGE, asked).content.decode()
    second = Drive.objects.create(site=site, name="DVD-RAM 2", kind="emulated", settings={"path": "/none"})

    page = client.get(
        PAGE, {**asked, "target": "folder", "existing": "keep", "drive": str(second.pk)}
    ).content.decode()

    assert f'<option value="{second.pk}" selected>DVD-RAM 2' in page
    assert f"drive={second.pk}" in page


def test_one_that_runs_is_said(client: Client, site: Site, asked: dict[str, str]) -> None:
    run = make_running(site, now=timezone.now())

    assert f'href="/backup/restore/{run.pk}/"' in client.get(PAGE, asked).content.decode()


def test_one_backup_alone(client: Client, backups: list[BackupSet], asked: dict[str, str]) -> None:
    page = client.get(PAGE, {**asked, "set": str(backups[2].uuid)}).content.decode()

    assert cells(page, "Medium") == ["Dora"]
    assert "Dora is lost: what lies on it may not come back." in page


GREETINGS = Pick("", "MSS1", b"MSS1/srv/mss1/greetings")
SEVERAL = Pick("", "MSS1", b"MSS1/srv/mss1")


@pytest.fixture
def never_whole(site: Site) -> None:
    """Messages are; System data and names are whole in every one."""
    make_server(site)
    make_backup(site, "Anna", left_out=2)


@pytest.mark.parametrize(
    ("picks", "is_said"),
    [((GREETINGS,), False), ((SEVERAL,), True), ((MESSAGES_OF_MSS1,), True), ((Pick("", "MSS1"),), True),
     ((GREETINGS, Pick(MESSAGES, "MSS2")), False)],
)  # fmt: skip
def test_it_warns_of_what_was_picked_alone(
    client: Client, never_whole: None, picks: tuple[Pick, ...], *, is_said: bool
) -> None:
    page = client.get(PAGE, {"picks": keep(picks)}).content.decode()

    assert "Start the restore" in page
    assert ("Messages of MSS1: no backup holds all of it" in page) is is_said


def test_it_warns_of_what_a_picked_folder_would_hold(client: Client, site: Site) -> None:
    """Even when not one of its messages was saved."""
    make_server(site)
    make_backup(site, "Anna", left_out=2)
    folder = Pick("", "MSS1", b"MSS1/srv/mss1/messages/1003")
    page = client.get(PAGE, {"picks": keep((GREETINGS, folder))}).content.decode()

    assert "Messages of MSS1: no backup holds all of it" in page


def test_of_a_server_that_is_not_configured_it_warns_of_all(client: Client, site: Site) -> None:
    make_backup(site, "Anna", left_out=2)

    page = client.get(PAGE, {"picks": keep((GREETINGS,))}).content.decode()

    assert "Messages of MSS1: no backup holds all of it" in page


def test_media_that_give_nothing_are_not_warned_of(client: Client, site: Site) -> None:
    make_server(site)
    make_backup(site, "Anna", files=NEWEST, left_out=2, verified_at=None)
    make_backup(site, "Berta", nights_ago=1, verified_at=None)

    greetings = client.get(PAGE, {"picks": keep((GREETINGS,))}).content.decode()
    messages = client.get(PAGE, {"picks": keep((MESSAGES_OF_MSS1,))}).content.decode()

    assert "on Anna was never verified" in greetings
    assert "on Berta" not in greetings
    assert "on Berta was never verified" in messages


def test_another_sites_backup_is_offered_apart(client: Client, site: Site) -> None:
    row = make_backup(site, "Otto", site_name="Elsewhere")

    page = client.get("/backup/restore/").content.decode()

    assert "Backups of other sites" in page
    assert f'href="/backup/restore/choose/?set={row.uuid}"' in page
    assert "Otto" in client.get(f"/backup/restore/choose/?set={row.uuid}").content.decode()


@pytest.mark.parametrize(
    "field", [{"target": "x"}, {"existing": "x", "target": "folder"}, {"folder": "\0", "target": "folder"}]
)
def test_whatever_stands_in_the_address_there_is_a_page(
    client: Client, asked: dict[str, str], field: dict[str, str]
) -> None:
    page = client.get(PAGE, {**asked, **field})

    assert page.status_code == 200
    assert b"Start the restore" not in page.content
    assert client.post(f"{PAGE}?target=x&picks={asked['picks']}").status_code == 200


def test_its_queries_are_few(
    client: Client, asked: dict[str, str], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(35):
        client.get(PAGE, asked)


class TestOperators:
    """They restore into a folder only."""

    @pytest.fixture
    def olga(self, site: Site) -> Client:
        browser = Client()
        browser.force_login(make_user("olga", Role.OPERATOR))
        return browser

    def test_in_place_is_not_offered_and_it_says_why(self, olga: Client, asked: dict[str, str]) -> None:
        page = olga.get(PAGE, asked).content.decode()

        assert 'value="in place"' not in page
        assert "only an administrator restores" in page

    def test_in_place_is_refused_whoever_made_the_address(
        self, olga: Client, in_place: dict[str, str]
    ) -> None:
        page = olga.get(PAGE, in_place).content.decode()
        answer = olga.post(f"{PAGE}?{urlencode(in_place)}", follow=True)
        confirmed = olga.post(f"{CONFIRM}?{urlencode(in_place)}", {"typed": "MSS1"})

        assert "Only an administrator restores in place." in page
        assert confirmed.status_code == 403
        assert answer.status_code == 200
        assert not Run.objects.filter(kind=Run.Kind.RESTORE).exists()

    def test_a_dry_run_in_place_is_refused_too(self, olga: Client, in_place: dict[str, str]) -> None:
        answer = olga.post(f"{PAGE}?{urlencode({**in_place, 'dry_run': 'on'})}", follow=True)

        assert "only an administrator restores in place" in answer.content.decode().lower()
        assert not Run.objects.filter(kind=Run.Kind.RESTORE).exists()


def test_a_plan_tells_of_private_keys(client: Client, site: Site) -> None:
    make_server(site)
    key = "MSS1/etc/ssh/ssh_host_ed25519_key"
    make_backup(site, "Emil", files={key: "system-data", f"{key}.pub": "system-data"})
    picked = {"picks": keep((Pick("system-data", "MSS1"),)), "target": "in place", "existing": "replace"}

    shown = client.get(PAGE, picked).content.decode()

    assert "It contains private keys: 1 file of System data." in shown


def test_the_plan_names_what_is_put_back_and_what_is_left_out(client: Client, site: Site) -> None:
    server = make_server(site)
    item = DataItem.objects.get(server=server, slug="messages")
    settings = {"suffixes": ["dc=example,dc=org"]}
    Source.objects.create(item=item, name="directory", kind="ldap", settings=settings)
    below = "MSS1/command-output"
    make_backup(
        site,
        "Emil",
        files={
            f"{below}/messages/directory/dc=example,dc=org.ldif": "system-data",
            f"{below}/messages/list.txt": "system-data",
        },
    )
    picked = {"picks": keep((Pick("system-data", "MSS1"),)), "target": "in place", "existing": "replace"}

    for page in (client.get(PAGE, picked), client.get(CONFIRM, picked)):
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
        assert "dc=example,dc=org.ldif Put back by slapadd, while slapd stands still" in words
        assert "source directory, ldap" in words
        assert "list.txt Left out: a command of one&#x27;s own said it" in words
