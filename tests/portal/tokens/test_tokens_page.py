"""API Tokens: made and shown once, listed, revoked; by administrators alone."""

import re
from hashlib import sha256

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from mmbackup.models import ApiToken, Change, Role, Site
from tests.portal.builders import make_user

PAGE = "/administration/tokens/"
MAKE = f"{PAGE}make/"
MONITORING = {"name": "Monitoring", "role": "auditor", "expires_on": ""}


def made_secret(client: Client, **asked: str) -> str:
    page = client.post(MAKE, {**MONITORING, **asked}).content.decode()
    found: set[str] = set(re.findall(r"mmb_[\w-]+", page))
    return found.pop()


def test_its_secret_is_shown_once_and_kept_nowhere(client: Client, site: Site) -> None:
    secret = made_secret(client)

    token = ApiToken.objects.get()
    assert len(secret) == len("mmb_") + 43
    assert token.digest == sha256(secret.encode()).hexdigest()
    assert secret not in client.get(PAGE).content.decode()
    assert secret not in str(Change.objects.values())
    assert secret not in str(ApiToken.objects.values())


def test_no_browser_keeps_the_page_that_shows_it(client: Client, site: Site) -> None:
    assert "no-store" in client.post(MAKE, MONITORING)["Cache-Control"]


def test_what_is_made_and_revoked_the_history_tells(client: Client, site: Site) -> None:
    made_secret(client)
    client.post(f"{PAGE}{ApiToken.objects.get().pk}/revoke/")

    told = [(change.deed, change.subject, change.who) for change in Change.objects.all()]
    assert told == [("token revoked", "token Monitoring", "ada"), ("token made", "token Monitoring", "ada")]


def test_a_revoked_one_opens_nothing_and_its_name_stays(client: Client, site: Site) -> None:
    program = Client(headers={"Authorization": f"Bearer {made_secret(client)}"})
    before = program.get("/api/v1/status").status_code

    page = client.post(f"{PAGE}{ApiToken.objects.get().pk}/revoke/", follow=True).content.decode()

    assert (before, program.get("/api/v1/status").status_code) == (200, 401)
    assert "Revoked tokens (1)" in page


def test_it_tells_when_one_was_used_and_that_it_expired(client: Client, site: Site, ada: User) -> None:
    with time_machine.travel("2026-11-20 11:00:00+00:00", tick=False):
        browser = Client()
        browser.force_login(ada)
        secret = made_secret(browser, expires_on="2026-11-20")
        Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/status")

    page = client.get(PAGE).content.decode()

    assert "Fri Nov 20 2026, 12:00" in page
    assert "expired Nov 21 2026" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 64), ("role", "subscriber administrator"), ("role", "root"),
     ("expires_on", "2001-01-01"), ("expires_on", "9999-12-31"), ("expires_on", "soon")],
)  # fmt: skip
def test_what_makes_no_sense_makes_no_token(client: Client, site: Site, field: str, value: str) -> None:
    response = client.post(MAKE, {**MONITORING, field: value})

    assert response.status_code == 200
    assert not ApiToken.objects.exists()


def test_a_name_is_taken_once(client: Client, site: Site) -> None:
    made_secret(client)

    page = client.post(MAKE, MONITORING).content.decode()

    assert "there is a token named Monitoring already. Choose another name." in page
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.SUBSCRIBERS])
def test_they_are_for_administrators_alone(site: Site, role: Role) -> None:
    browser = Client()
    browser.force_login(make_user("somebody", role))

    assert browser.get(PAGE).status_code == 403
    assert browser.post(MAKE, MONITORING).status_code == 403
