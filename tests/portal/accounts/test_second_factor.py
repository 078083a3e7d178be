"""The second factor: a code of the app, or a recovery code, at sign-in; set up, and taken away."""

import re
import time
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from mmbackup.models import Change, Event, Preferences, Role, SignIn, Site
from tests.portal.accounts.codes import SECRET, code_at, give_app, give_recovery_codes
from tests.portal.builders import PASSWORD, make_user

LOGIN, SECOND, OWN = "/accounts/login/", "/accounts/login/second/", "/administration/sign-in/"


def log_in(browser: Client, name: str = "ada") -> str:
    """The address it leads to."""
    response = browser.post(f"{LOGIN}?next=/logs/alarms/", {"username": name, "password": PASSWORD})
    return str(response.get("Location", ""))


def sign_in_by(code: str) -> Client:
    browser = Client()
    log_in(browser)
    browser.post(SECOND, {"code": code})
    return browser


def is_signed_in(browser: Client) -> bool:
    return browser.get("/").status_code == 200


@pytest.fixture
def _within_a_half_minute() -> Iterator[None]:
    """Of which codes are made: none grows older while the test looks at it."""
    with time_machine.travel(time.time() // 30 * 30 + 10, tick=False):
        yield


class TestSigningIn:
    def test_without_one_the_password_is_enough(self, stranger: Client, ada: User, site: Site) -> None:
        assert log_in(stranger) == "/logs/alarms/"
        assert is_signed_in(stranger)

    def test_with_an_app_the_password_alone_opens_nothing(
        self, stranger: Client, ada: User, site: Site
    ) -> None:
        give_app(ada)

        assert log_in(stranger) == SECOND
        assert not is_signed_in(stranger)

    def test_a_code_of_the_app_opens_the_page_that_was_asked_for(
        self, stranger: Client, ada: User, site: Site
    ) -> None:
        give_app(ada)
        log_in(stranger)

        response = stranger.post(SECOND, {"code": code_at(time.time())})

        assert response["Location"] == "/logs/alarms/"
        assert is_signed_in(stranger)
        assert SignIn.objects.get().way == "password, app"

    @pytest.mark.usefixtures("_within_a_half_minute")
    def test_a_code_of_half_a_minute_ago_is_taken_an_older_one_not(
        self, stranger: Client, ada: User, site: Site
    ) -> None:
        give_app(ada)
        log_in(stranger)

        stranger.post(SECOND, {"code": code_at(time.time() - 90)})
        assert not is_signed_in(stranger)
        stranger.post(SECOND, {"code": code_at(time.time() - 30)})
        assert is_signed_in(stranger)

    def test_a_code_is_taken_once(self, ada: User, site: Site) -> None:
        give_app(ada)
        code = code_at(time.time())
        browsers = [Client(), Client()]

        for browser in browsers:
            log_in(browser)
            browser.post(SECOND, {"code": code})

        assert [is_signed_in(browser) for browser in browsers] == [True, False]

    @pytest.mark.parametrize("seconds", [1, 31, 59])
    @pytest.mark.parametrize("age", [0, -30], ids=["now", "app-ahead"])
    def test_a_code_is_taken_once_for_as_long_as_it_fits(
        self, ada: User, site: Site, age: int, seconds: int
    ) -> None:
        give_app(ada)
        moment = time.time() // 30 * 30
        code = code_at(moment - age)

        with time_machine.travel(moment):
            first = sign_in_by(code)
        with time_machine.travel(moment + seconds):
            second = sign_in_by(code)

        assert [is_signed_in(first), is_signed_in(second)] == [True, False]

    @pytest.mark.usefixtures("_within_a_half_minute")
    def test_an_older_code_than_the_newest_taken_is_refused(self, ada: User, site: Site) -> None:
        give_app(ada)

        newest, older = sign_in_by(code_at(time.time())), sign_in_by(code_at(time.time() - 30))

        assert [is_signed_in(newest), is_signed_in(older)] == [True, False]

    def test_a_recovery_code_is_taken_once(self, ada: User, site: Site) -> None:
        give_app(ada)
        code = give_recovery_codes(ada)[0]
        browsers = [Client(), Client()]

        for browser in browsers:
            log_in(browser)
            browser.post(SECOND, {"code": code})

        assert [is_signed_in(browser) for browser in browsers] == [True, False]

    def test_wrong_codes_lock_as_wrong_passwords_do(self, stranger: Client, ada: User, site: Site) -> None:
        give_app(ada)
        log_in(stranger)

        answers = [stranger.post(SECOND, {"code": "000000"}) for _ in range(5)]
        right = stranger.post(SECOND, {"code": code_at(time.time())})

        assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
        assert right.status_code == 429
        assert b"Sign-in is locked" in right.content
        assert not is_signed_in(stranger)
        assert Event.objects.filter(event_id="BKRST030").count() == 1

    def test_its_secret_does_not_lie_open_in_the_database(self, ada: User) -> None:
        give_app(ada)
        give_recovery_codes(ada)

        rows = str(list(Authenticator.objects.values_list("data", flat=True)))

        assert SECRET not in rows
        assert rows.count("fernet:") == 2

    def test_with_another_secret_key_no_code_fits(
        self, stranger: Client, ada: User, site: Site, settings: Settings
    ) -> None:
        """An empty secret would be one that everybody knows."""
        give_app(ada)
        settings.SECRET_KEY = "another one"
        log_in(stranger)

        for code in (code_at(time.time()), code_at(time.time(), "")):
            assert stranger.post(SECOND, {"code": code}).status_code == 200
        assert not is_signed_in(stranger)


class TestSettingUp:
    def test_an_app_is_added_by_its_first_code_and_recovery_codes_with_it(
        self, client: Client, ada: User, site: Site
    ) -> None:
        page = client.get(f"{OWN}app/").content.decode()
        secret = re.findall(r'app-secret">([A-Z2-7]+)<', page)[0]

        response = client.post(f"{OWN}app/", {"code": code_at(time.time(), secret)})

        assert response["Location"] == f"{OWN}recovery-codes/"
        assert 'src="data:image/svg+xml;base64,' in page
        assert len(re.findall(r"<li>\d{8}</li>", client.get(f"{OWN}recovery-codes/").content.decode())) == 10
        told = Change.objects.get()
        assert (told.who, told.deed, told.subject) == ("ada", "app added", "person ada")
        assert secret not in str(told.fields)

    def test_a_wrong_code_adds_none(self, client: Client, ada: User, site: Site) -> None:
        client.get(f"{OWN}app/")

        response = client.post(f"{OWN}app/", {"code": "000000"})

        assert b"Incorrect code" in response.content
        assert not Authenticator.objects.exists()
        assert not Change.objects.exists()

    def test_it_is_removed_with_its_recovery_codes(self, client: Client, ada: User, site: Site) -> None:
        give_app(ada)
        give_recovery_codes(ada)

        client.post(f"{OWN}app/remove/")

        assert not Authenticator.objects.exists()
        assert Change.objects.get().deed == "app removed"

    def test_new_recovery_codes_take_the_place_of_the_old(
        self, client: Client, ada: User, site: Site
    ) -> None:
        give_app(ada)
        old = give_recovery_codes(ada)

        client.post(f"{OWN}recovery-codes/new/")

        shown = re.findall(r"<li>(\d{8})</li>", client.get(f"{OWN}recovery-codes/").content.decode())
        assert len(shown) == 10
        assert not set(shown) & set(old)
        assert Change.objects.get().deed == "recovery codes made"

    @pytest.mark.parametrize(
        ("host", "is_fit"),
        [("127.0.0.1:8000", False), ("[::1]:8000", False), ("localhost:8000", True), ("localhost", True)],
    )
    def test_a_passkey_is_offered_at_a_name_only(
        self, client: Client, site: Site, host: str, *, is_fit: bool
    ) -> None:
        page = client.get(f"{OWN}passkeys/add/", HTTP_HOST=host).content.decode()

        assert ('data-passkey="addForm"' in page) is is_fit
        assert ("at a name only" in page) is not is_fit


class TestWhoMustHaveOne:
    @pytest.fixture(autouse=True)
    def for_operators(self, db: None) -> None:
        Preferences.objects.create(pk=1, second_factor_for=[Role.OPERATOR])

    def test_they_are_led_to_set_one_up_before_anything_else(self, site: Site) -> None:
        browser = Client()
        browser.force_login(make_user("olga", Role.OPERATOR))

        response = browser.get("/backup/media/", follow=True)

        assert response.redirect_chain[-1][0] == OWN
        assert b"you need a second factor" in response.content
        assert browser.get(f"{OWN}app/").status_code == 200
        assert browser.post("/backup/now/").status_code == 302

    def test_the_open_page_and_its_secret_are_left_alone_meanwhile(self, site: Site) -> None:
        browser = Client()
        browser.force_login(make_user("olga", Role.OPERATOR))

        response = browser.get("/live/standing/", headers={"HX-Request": "true"})

        assert response.status_code == 204
        assert "HX-Refresh" not in response

    def test_with_one_everything_is_open(self, site: Site) -> None:
        olga = make_user("olga", Role.OPERATOR)
        give_app(olga)
        browser = Client()
        browser.force_login(olga)

        assert browser.get("/backup/media/").status_code == 200

    def test_recovery_codes_alone_are_none(self, site: Site) -> None:
        olga = make_user("olga", Role.OPERATOR)
        give_recovery_codes(olga)
        browser = Client()
        browser.force_login(olga)

        assert browser.get("/backup/media/").status_code == 302

    def test_others_are_not(self, client: Client, site: Site) -> None:
        assert client.get("/backup/media/").status_code == 200
