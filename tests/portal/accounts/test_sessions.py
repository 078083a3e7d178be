"""Sessions: how long they last, where they are, and how they are ended."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mmbackup.models import Preferences, SignIn, Site
from mmbackup.services.people.sign_ins import KEPT, prune_sign_ins
from tests.portal.builders import PASSWORD, make_user

OWN = "/administration/sign-in/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def log_in(name: str = "ada", **headers: str) -> Client:
    browser = Client(headers={"User-Agent": FIREFOX}, **headers)  # type: ignore[arg-type]
    browser.post("/accounts/login/", {"username": name, "password": PASSWORD})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/logs/alarms/").status_code == 200


def in_minutes(minutes: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes))


class TestLimits:
    @pytest.fixture(autouse=True)
    def _limits(self, ada: User, site: Site) -> None:
        Preferences.objects.create(pk=1, idle_minutes=30, session_hours=1)

    def test_it_ends_when_nobody_clicks(self) -> None:
        browser = log_in()

        with in_minutes(31):
            page = browser.get("/logs/alarms/", follow=True)

        assert page.redirect_chain[0][0] == "/accounts/login/?next=/logs/alarms/"
        assert b"Your session has ended: idle for too long." in page.content
        assert SignIn.objects.get().ending == SignIn.Ending.IDLE

    def test_clicks_keep_it(self) -> None:
        browser = log_in()

        for minutes in (20, 40):
            with in_minutes(minutes):
                assert is_in(browser)

    def test_in_any_case_it_ends_after_the_longest_time(self) -> None:
        browser = log_in()
        for minutes in (20, 40, 59):
            with in_minutes(minutes):
                assert is_in(browser)

        with in_minutes(61):
            assert not is_in(browser)

        assert SignIn.objects.get().ending == SignIn.Ending.TOO_LONG

    @pytest.mark.parametrize(
        "headers",
        [{"Accept": "application/json"}, {"Accept": "text/html, */*", "HX-Request": "true"}],
        ids=["fetch", "htmx"],
    )
    def test_what_a_page_asks_for_by_itself_is_no_click(self, headers: dict[str, str]) -> None:
        browser = log_in()
        with in_minutes(20):
            browser.get("/logs/alarms/", headers=headers)

        with in_minutes(31):
            assert not is_in(browser)

    def test_a_session_of_unknown_age_is_none(self) -> None:
        browser = log_in()
        session = browser.session
        del session["signed_in_at"]
        session.save()

        assert not is_in(browser)

    def test_limits_role_and_factor_cost_one_query_with_the_person(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        browser = log_in()

        with django_assert_num_queries(3):  # session, person, site
            browser.get("/no/such/page/")


class TestOwnPage:
    def test_it_lists_where_one_is_signed_in(self, ada: User, site: Site) -> None:
        browser = log_in(REMOTE_ADDR="10.0.0.7")
        make_user("olga")
        log_in("olga", REMOTE_ADDR="10.0.0.8")

        page = browser.get(OWN).content.decode()

        assert "<b>Firefox on Linux</b> from 10.0.0.7" in page
        assert "10.0.0.8" not in page
        assert "End all others" not in page

    def test_another_one_is_ended(self, ada: User, site: Site) -> None:
        browser, other = log_in(), log_in()
        row = SignIn.objects.get(session_key=other.session.session_key)

        browser.post(f"{OWN}end/{row.pk}/")

        assert is_in(browser)
        assert not is_in(other)
        row.refresh_from_db()
        assert row.ending == SignIn.Ending.BY_OWNER

    def test_all_others_are_ended(self, ada: User, site: Site) -> None:
        browser, *others = log_in(), log_in(), log_in()

        browser.post(f"{OWN}end-others/")

        assert is_in(browser)
        assert [is_in(other) for other in others] == [False, False]

    def test_nobody_ends_another_persons_session(self, ada: User, site: Site) -> None:
        make_user("olga")
        browser, olgas = log_in(), log_in("olga")
        row = SignIn.objects.get(session_key=olgas.session.session_key)

        assert browser.post(f"{OWN}end/{row.pk}/").status_code == 404
        assert is_in(olgas)

    def test_logging_out_ends_it(self, ada: User, site: Site) -> None:
        browser = log_in()

        browser.post("/accounts/logout/")

        assert not is_in(browser)
        assert SignIn.objects.get().ending == SignIn.Ending.LOGGED_OUT


def test_long_ago_is_forgotten(ada: User, site: Site) -> None:
    log_in()
    now = timezone.now()

    assert prune_sign_ins(now=now) == 0
    with time_machine.travel(now + KEPT + timedelta(days=1)):
        assert prune_sign_ins(now=timezone.now()) == 1
    assert not Session.objects.exists()


def test_whoever_is_disabled_is_out_however_that_was_done(client: Client, ada: User, site: Site) -> None:
    assert is_in(client)

    User.objects.update(is_active=False)

    assert not is_in(client)


def test_a_disabled_account_is_told_so_only_with_its_password(ada: User, site: Site) -> None:
    User.objects.update(is_active=False)

    right = Client().post("/accounts/login/", {"username": "ada", "password": PASSWORD}, follow=True)
    wrong = Client().post("/accounts/login/", {"username": "ada", "password": "wrong"})

    assert b"This account is disabled" in right.content
    assert b"disabled" not in wrong.content
    assert not SignIn.objects.exists()
