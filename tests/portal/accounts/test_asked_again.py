"""Before what is dangerous one is asked again who one is, unless that was proven lately."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from mmbackup.models import EncryptionKey, Role, Site
from tests.portal.accounts.codes import code_at, give_app
from tests.portal.builders import PASSWORD, make_user

KEYS = "/backup/keys/"
MAKE = f"{KEYS}make/"
AGAIN = "/accounts/again/"


@pytest.fixture
def later(client: Client, site: Site) -> object:
    """Ada signed in a while ago."""
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        yield


def test_right_after_signing_in_nobody_is_asked(client: Client, site: Site) -> None:
    assert client.get(KEYS).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        KEYS,
        MAKE,
        "/backup/drive/7/relabel/",
        "/backup/drive/7/format/",
        "/backup/restore/confirm/",
        "/administration/users/",
        "/administration/users/add/",
        "/administration/sign-in/app/",
        "/administration/sign-in/recovery-codes/",
    ],
)
@pytest.mark.usefixtures("later")
def test_a_while_later_the_page_asks_first(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == f"{AGAIN}?next={address.replace('/', '%2F')}"


@pytest.mark.usefixtures("later")
def test_other_pages_do_not_ask(client: Client) -> None:
    assert client.get("/backup/media/").status_code == 200
    assert client.get("/administration/sign-in/").status_code == 200


@pytest.mark.usefixtures("later")
def test_the_password_leads_on_to_the_page(client: Client) -> None:
    response = client.post(f"{AGAIN}?next={MAKE}", {"password": PASSWORD, "next": MAKE})

    assert response["Location"] == MAKE
    assert client.get(MAKE).status_code == 200


@pytest.mark.usefixtures("later")
def test_a_code_does_as_well(client: Client, ada: User) -> None:
    give_app(ada)

    client.post(f"{AGAIN}code/?next={MAKE}", {"code": code_at(time.time()), "next": MAKE})

    assert client.get(MAKE).status_code == 200


@pytest.mark.usefixtures("later")
def test_a_code_that_signed_somebody_in_does_not(client: Client, ada: User) -> None:
    give_app(ada)
    moment = time.time() // 30 * 30
    browser, code = Client(), code_at(moment)

    with time_machine.travel(moment):
        browser.post("/accounts/login/", {"username": "ada", "password": PASSWORD})
        browser.post("/accounts/login/second/", {"code": code})
    with time_machine.travel(moment + 45):
        client.post(f"{AGAIN}code/?next={MAKE}", {"code": code, "next": MAKE})

    assert browser.get(MAKE).status_code == 200
    assert client.get(MAKE).status_code == 302


@pytest.mark.usefixtures("later")
def test_a_wrong_password_does_not(client: Client) -> None:
    response = client.post(f"{AGAIN}?next={MAKE}", {"password": "wrong", "next": MAKE})

    assert response.status_code == 200
    assert client.get(MAKE).status_code == 302


@pytest.mark.usefixtures("later")
def test_it_leads_to_no_other_host(client: Client) -> None:
    elsewhere = "https://example.com/"

    response = client.post(f"{AGAIN}?next={elsewhere}", {"password": PASSWORD, "next": elsewhere})

    assert response["Location"] == "/"


@pytest.mark.usefixtures("later")
def test_a_form_that_took_too_long_changes_nothing_and_says_so(client: Client) -> None:
    form = f"http://testserver{MAKE}"

    response = client.post(MAKE, {"name": "Notary"}, headers={"Referer": form})
    page = client.get(response["Location"])

    assert not EncryptionKey.objects.exists()
    assert response["Location"] == f"{AGAIN}?next=http%3A%2F%2Ftestserver%2Fbackup%2Fkeys%2Fmake%2F"
    assert b"Nothing was changed" in page.content


@pytest.mark.usefixtures("later")
def test_a_form_from_nowhere_leads_back_to_its_page(client: Client) -> None:
    response = client.post(f"{KEYS}drill/", headers={"Referer": "https://example.com/"})

    assert response["Location"] == f"{AGAIN}?next=%2Fbackup%2Fkeys%2F"


def test_it_holds_for_a_quarter_of_an_hour(client: Client, site: Site) -> None:
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=16)):
        client.post(f"{AGAIN}?next={KEYS}", {"password": PASSWORD, "next": KEYS})

    with time_machine.travel(now + timedelta(minutes=30)):
        assert client.get(KEYS).status_code == 200
    with time_machine.travel(now + timedelta(minutes=32)):
        assert client.get(KEYS).status_code == 302


def test_whoever_may_only_look_is_not_asked(site: Site) -> None:
    browser = Client()
    browser.force_login(make_user("otto", Role.AUDITOR))

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert browser.get(KEYS).status_code == 200
