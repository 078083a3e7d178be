"""Changing one's own password; and a one-time one, before which nothing else is open."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from mmbackup.models import Change, Member, SignIn, Site
from tests.portal.builders import PASSWORD

PAGE = "/administration/sign-in/password/"
NEW = "a new and quiet night"


def log_in(password: str = PASSWORD) -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"username": "ada", "password": password})
    return browser


def change(browser: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> str:
    return browser.post(PAGE, {"old": old, "new": new, "again": again}, follow=True).content.decode()


def test_it_is_changed_and_other_sessions_end(ada: User, site: Site) -> None:
    browser, other = log_in(), log_in()

    assert "Your password is changed" in change(browser)

    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert browser.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert log_in(NEW).get("/").status_code == 200
    assert "this one" in browser.get("/administration/sign-in/").content.decode()
    told = Change.objects.get()
    assert (told.who, told.deed, told.subject) == ("ada", "password changed", "person ada")
    assert NEW not in str(told.fields)


def test_the_session_goes_on_under_another_key_and_the_others_are_told_to_have_ended(
    ada: User, site: Site
) -> None:
    browser, other = log_in(), log_in()
    before, others = browser.session.session_key, other.session.session_key

    change(browser)

    assert browser.session.session_key != before
    assert not Session.objects.filter(session_key__in=[before, others]).exists()
    assert SignIn.objects.get(session_key=others).ending == SignIn.Ending.NEW_PASSWORD
    assert SignIn.objects.get(ended_at=None).session_key == browser.session.session_key


def test_who_changed_it_has_just_proven_who_they_are(ada: User, site: Site) -> None:
    browser = log_in()

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        change(browser)

        assert browser.get("/administration/users/").status_code == 200


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param({"old": "wrong"}, "not the password you have", id="old"),
        pytest.param({"again": "something else"}, "not the same as above", id="again"),
        pytest.param({"new": "short", "again": "short"}, "too short", id="short"),
        pytest.param({"new": "password123", "again": "password123"}, "too common", id="common"),
        pytest.param({"new": PASSWORD, "again": PASSWORD}, "password you have", id="the-same"),
    ],
)
def test_what_is_refused_changes_nothing(ada: User, site: Site, given: dict[str, str], why: str) -> None:
    assert why in change(log_in(), **given)

    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert not Change.objects.exists()


def test_tries_are_limited(ada: User, site: Site) -> None:
    browser = log_in()

    pages = [change(browser, old="wrong") for _ in range(6)]

    assert "Too many tries" in pages[-1]


class TestOneTimePassword:
    @pytest.fixture(autouse=True)
    def one_time(self, ada: User, site: Site) -> None:
        Member.objects.update(must_change_password=True)

    @pytest.mark.parametrize("address", ["/", "/backup/media/", "/administration/sign-in/"])
    def test_nothing_else_is_open(self, address: str) -> None:
        browser = log_in()

        assert browser.get(address)["Location"] == PAGE
        assert browser.post(address).status_code in {302, 403}
        assert browser.post("/backup/media/")["Location"] == PAGE

    def test_the_open_page_is_left_alone_while_one_types(self) -> None:
        response = log_in().get("/live/standing/", headers={"HX-Request": "true"})

        assert (response.status_code, response.content) == (204, b"")
        assert "HX-Refresh" not in response

    def test_the_page_says_why(self) -> None:
        assert "is for one time" in log_in().get("/", follow=True).content.decode()

    def test_one_may_log_out(self) -> None:
        browser = log_in()

        assert browser.post("/accounts/logout/")["Location"] == "/accounts/login/"

    def test_once_it_is_changed_everything_opens(self) -> None:
        browser = log_in()

        change(browser)

        assert browser.get("/backup/media/").status_code == 200
        assert not Member.objects.get().must_change_password

    def test_it_cannot_be_kept(self) -> None:
        assert "password you have" in change(log_in(), new=PASSWORD, again=PASSWORD)

        assert Member.objects.get().must_change_password
