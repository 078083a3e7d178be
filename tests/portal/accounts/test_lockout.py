"""Guessing is locked out: by name and address, and with more patience by each alone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from mmbackup.models import Change, Event, Site
from mmbackup.services.people.lockouts import LASTS, LIMIT_ALONE, LIMIT_BOTH
from tests.portal.builders import PASSWORD, make_user

LOGIN, PEOPLE = "/accounts/login/", "/administration/users/"
WRONG = "wrong"
HERE, ELSEWHERE = "10.0.0.9", "10.0.0.10"


def try_to_log_in(name: str = "ada", password: str = WRONG, address: str = HERE) -> int:
    response = Client(REMOTE_ADDR=address).post(LOGIN, {"username": name, "password": password})
    return int(response.status_code)


def guess(name: str = "ada", address: str = HERE, times: int = LIMIT_BOTH) -> list[int]:
    return [try_to_log_in(name, address=address) for _ in range(times)]


def remember_attempts(*, name: str, address: str, count: int) -> None:
    AccessAttempt.objects.create(
        username=name, ip_address=address, user_agent="a guesser", failures_since_start=count
    )


def test_the_fifth_wrong_password_locks_and_the_right_one_is_refused_too(ada: User, site: Site) -> None:
    assert guess() == [200, 200, 200, 200, 429]

    assert try_to_log_in(password=PASSWORD) == 429


def test_the_page_says_until_when_on_the_sites_clock(ada: User, site: Site) -> None:
    guess(times=LIMIT_BOTH - 1)
    browser = Client(REMOTE_ADDR=HERE)

    page = browser.post(LOGIN, {"username": "ada", "password": "wrong"}).content.decode()

    last = AccessAttempt.objects.get().attempt_time
    until = timezone.localtime(last + LASTS, ZoneInfo(site.time_zone))
    assert f"<b>{until:%H:%M}</b>" in page
    assert "for ada from 10.0.0.9" in page


def test_it_ends_by_itself(ada: User, site: Site) -> None:
    guess()

    with time_machine.travel(timezone.now() + LASTS + timedelta(seconds=1)):
        assert try_to_log_in(password=PASSWORD) == 302


def test_trying_on_does_not_make_it_longer(ada: User, site: Site) -> None:
    guess()

    with time_machine.travel(timezone.now() + LASTS - timedelta(minutes=1)):
        assert try_to_log_in() == 429
    with time_machine.travel(timezone.now() + LASTS + timedelta(seconds=1)):
        assert try_to_log_in(password=PASSWORD) == 302


def test_whoever_is_guessed_still_signs_in_from_elsewhere(ada: User, site: Site) -> None:
    guess()

    assert try_to_log_in(password=PASSWORD, address=ELSEWHERE) == 302


def test_other_names_still_sign_in_from_there(ada: User, site: Site) -> None:
    make_user("olga")
    guess()

    assert try_to_log_in("olga", PASSWORD) == 302


def test_capitals_make_no_other_name(ada: User, site: Site) -> None:
    statuses = [try_to_log_in(name) for name in ("ada", "Ada", "aDa", "ADA", " ada ")]

    assert statuses[-1] == 429


def test_a_name_guessed_from_many_addresses_is_locked(ada: User, site: Site) -> None:
    for number in range(LIMIT_ALONE - 1):
        remember_attempts(name="ada", address=f"10.1.0.{number}", count=1)
    assert try_to_log_in(password=PASSWORD, address=ELSEWHERE) == 302

    assert try_to_log_in(address="10.2.0.1") == 429
    assert try_to_log_in(password=PASSWORD, address=ELSEWHERE) == 429


def test_an_address_that_guesses_many_names_is_locked(ada: User, site: Site) -> None:
    for number in range(LIMIT_ALONE):
        remember_attempts(name=f"name{number}", address=HERE, count=1)

    assert try_to_log_in(password=PASSWORD) == 429
    assert try_to_log_in(password=PASSWORD, address=ELSEWHERE) == 302


def test_one_good_password_does_not_forget_the_guesses_at_other_names(ada: User, site: Site) -> None:
    make_user("olga")
    guess(times=LIMIT_BOTH - 1)

    assert try_to_log_in("olga", PASSWORD) == 302

    assert try_to_log_in() == 429


def test_signing_in_forgets_ones_own_slips(ada: User, site: Site) -> None:
    guess(times=LIMIT_BOTH - 1)

    assert try_to_log_in(password=PASSWORD) == 302

    assert guess(times=LIMIT_BOTH - 1) == [200] * (LIMIT_BOTH - 1)


def test_an_unknown_name_is_locked_alike(site: Site) -> None:
    """So that nobody learns which names there are."""
    assert guess("nobody") == [200, 200, 200, 200, 429]


def test_it_is_told_once(ada: User, site: Site) -> None:
    guess(times=LIMIT_BOTH + 3)

    event, told = Event.objects.get(), Change.objects.get()
    assert event.event_id == "BKRST030"
    assert "sign-in of ada from 10.0.0.9" in event.message
    assert (told.deed, told.subject, told.who) == (
        "sign-in locked",
        "sign-in of ada from 10.0.0.9",
        "mmbackup",
    )


def test_it_is_told_at_every_site(ada: User, site: Site) -> None:
    bay = Site.objects.create(name="Bay", time_zone="UTC")

    guess()

    assert {event.site for event in Event.objects.filter(event_id="BKRST030")} == {site, bay}
    assert Change.objects.count() == 1


def test_asking_again_for_the_password_counts_too(client: Client, site: Site) -> None:
    answers = [client.post("/accounts/again/", {"password": "wrong"}).status_code for _ in range(LIMIT_BOTH)]

    assert answers[-1] == 429


class TestAdministrators:
    def test_they_see_it_and_end_it(self, client: Client, site: Site) -> None:
        make_user("olga")
        guess("olga")
        assert "sign-in of olga from 10.0.0.9" in client.get(PEOPLE).content.decode()

        client.post(f"{PEOPLE}unlock/", {"name": "olga", "address": HERE})

        assert "Locked after" not in client.get(PEOPLE).content.decode()
        assert try_to_log_in("olga", PASSWORD) == 302
        assert Change.objects.filter(deed="sign-in unlocked", who="ada").exists()
        assert Event.objects.filter(event_id="BKRST031").exists()

    @pytest.mark.parametrize("given", [{}, {"name": "nobody", "address": HERE}], ids=["nothing", "nobody"])
    def test_one_that_has_ended_changes_nothing(
        self, client: Client, site: Site, given: dict[str, str]
    ) -> None:
        guess("olga")

        page = client.post(f"{PEOPLE}unlock/", given, follow=True).content.decode()

        assert "has ended already" in page
        assert AccessAttempt.objects.exists()
        assert not Change.objects.filter(deed="sign-in unlocked").exists()


def test_a_socket_without_an_address_is_counted_too(ada: User, site: Site) -> None:
    assert guess(address="") == [200, 200, 200, 200, 429]
