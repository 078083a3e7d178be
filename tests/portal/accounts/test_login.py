"""Logging in and out."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from mmbackup.models import SignIn, Site
from tests.portal.builders import PASSWORD, make_user


def test_name_and_password_lead_to_the_page_that_was_asked_for(
    stranger: Client, ada: User, site: Site
) -> None:
    response = stranger.post(
        "/accounts/login/?next=/logs/alarms/", {"username": "ada", "password": PASSWORD}, follow=True
    )

    assert response.redirect_chain[-1][0] == "/logs/alarms/"
    assert response.status_code == 200


@pytest.mark.parametrize(("kept", "typed"), [("ada", "ADA"), ("Ada", "ada"), ("Ada", "aDA")])
def test_capitals_make_no_difference(db: None, site: Site, kept: str, typed: str) -> None:
    make_user(kept)
    browser = Client()

    browser.post("/accounts/login/", {"username": typed, "password": PASSWORD})

    assert browser.get("/").status_code == 200
    assert SignIn.objects.get().user.username == kept


def test_a_wrong_password_is_refused_and_typed_anew(stranger: Client, ada: User, site: Site) -> None:
    page = stranger.get("/accounts/login/")
    refused = stranger.post("/accounts/login/", {"username": "ada", "password": "wrong"})

    assert b"correct username and password" in refused.content
    assert [_focused(page.content), _focused(refused.content)] == [["username"], ["password"]]


def test_it_never_leads_to_another_host(stranger: Client, ada: User, site: Site) -> None:
    response = stranger.post(
        "/accounts/login/?next=https://example.com/", {"username": "ada", "password": PASSWORD}
    )

    assert response["Location"] == "/"


def test_logging_out_takes_a_post(client: Client, site: Site) -> None:
    assert client.get("/accounts/logout/").status_code == 405

    client.post("/accounts/logout/")

    assert client.get("/").status_code == 302


def _focused(page: bytes) -> list[str]:
    fields = re.findall(r"<input[^>]*\bautofocus\b[^>]*>", page.decode())
    return [name for field in fields for name in re.findall(r'name="(\w+)"', field)]
