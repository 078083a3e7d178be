"""Users and Roles: added, changed, disabled, let back in; every change told with old and new."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mmbackup.models import Change, Role, SignIn, Site
from tests.portal.accounts.codes import give_app, give_recovery_codes
from tests.portal.builders import PASSWORD, make_user

PAGE = "/administration/users/"
ONE_TIME = re.compile(r'class="one-time"[^>]*>([a-z0-9-]{19})<')


@pytest.fixture
def olga(db: None) -> User:
    return make_user("olga", Role.OPERATOR)


def log_in(name: str = "olga", password: str = PASSWORD) -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"username": name, "password": password})
    return browser


def told() -> list[tuple[str, str, str, object, object]]:
    return [
        (each.who, each.deed, each.subject, each.fields[0]["old"], each.fields[0]["new"])
        for each in Change.objects.order_by("id")
    ]


def test_the_list_tells_role_factor_and_state(client: Client, olga: User, site: Site) -> None:
    give_app(olga)
    User.objects.filter(pk=olga.pk).update(is_active=False)

    page = client.get(PAGE).content.decode()

    row = next(row for row in page.split("<tr ") if ">olga<" in row).partition("</tr>")[0].partition(">")[2]
    assert re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).split() == [
        "olga", "operator", "yes", "never", "disabled",
    ]  # fmt: skip


def test_many_people_take_no_more_queries_than_few(
    client: Client, site: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        make_user(f"person{number}", Role.OPERATOR)

    with django_assert_max_num_queries(11):
        client.get(PAGE)


class TestAdding:
    def test_somebody_new_gets_a_one_time_password_and_has_to_change_it(
        self, client: Client, site: Site
    ) -> None:
        response = client.post(f"{PAGE}add/", {"name": "eve", "role": "auditor"})

        password = ONE_TIME.findall(response.content.decode())[0]
        assert "no-store" in response["Cache-Control"]
        assert log_in("eve", password).get("/")["Location"] == "/administration/sign-in/password/"
        assert told() == [("ada", "person added", "person eve", None, "auditor")]
        assert password not in str(list(Change.objects.values()))

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            pytest.param({"name": "ADA", "role": "auditor"}, "somebody named ADA already", id="taken"),
            pytest.param({"name": "no blanks", "role": "auditor"}, "Enter a valid username", id="blank"),
            pytest.param({"name": "eve", "role": "king"}, "not one of the available choices", id="role"),
            pytest.param({"name": "eve"}, "required", id="none"),
        ],
    )
    def test_what_is_refused_adds_nobody(
        self, client: Client, site: Site, given: dict[str, str], why: str
    ) -> None:
        page = client.post(f"{PAGE}add/", given).content.decode()

        assert why in page
        assert User.objects.count() == 1
        assert not Change.objects.exists()


class TestChanging:
    def test_another_role_holds_at_once(self, client: Client, olga: User, site: Site) -> None:
        browser = log_in()
        assert browser.get("/backup/media/").status_code == 200

        client.post(f"{PAGE}{olga.pk}/role/", {"role": Role.SUBSCRIBERS})

        assert browser.get("/backup/media/").status_code == 403
        assert told() == [("ada", "role changed", "person olga", "operator", "subscriber administrator")]

    def test_an_account_without_a_role_gets_one(self, client: Client, site: Site) -> None:
        nobody = User.objects.create_user("nobody", password=PASSWORD)
        assert client.get(f"{PAGE}{nobody.pk}/").status_code == 200

        client.post(f"{PAGE}{nobody.pk}/role/", {"role": Role.AUDITOR})

        assert log_in("nobody").get("/backup/media/").status_code == 200
        assert told() == [("ada", "role changed", "person nobody", None, "auditor")]

    def test_the_same_role_is_no_change(self, client: Client, olga: User, site: Site) -> None:
        client.post(f"{PAGE}{olga.pk}/role/", {"role": Role.OPERATOR})

        assert told() == []

    def test_who_is_disabled_is_out_at_once_and_stays_out(
        self, client: Client, olga: User, site: Site
    ) -> None:
        browser = log_in()

        client.post(f"{PAGE}{olga.pk}/disable/")

        assert browser.get("/").status_code == 302
        assert log_in().get("/").status_code == 302
        assert SignIn.objects.get().ending == SignIn.Ending.DISABLED
        assert told() == [("ada", "person disabled", "person olga", True, False)]

    def test_and_comes_back_with_role_and_password(self, client: Client, olga: User, site: Site) -> None:
        client.post(f"{PAGE}{olga.pk}/disable/")

        client.post(f"{PAGE}{olga.pk}/enable/")

        assert log_in().get("/backup/media/").status_code == 200
        assert told()[1:] == [("ada", "person enabled", "person olga", False, True)]

    def test_a_forgotten_password_becomes_a_one_time_one(
        self, client: Client, olga: User, site: Site
    ) -> None:
        browser = log_in()

        response = client.post(f"{PAGE}{olga.pk}/password/")

        password = ONE_TIME.findall(response.content.decode())[0]
        assert browser.get("/").status_code == 302
        assert log_in().get("/")["Location"].startswith("/accounts/login/")
        assert log_in(password=password).get("/")["Location"] == "/administration/sign-in/password/"
        assert told() == [("ada", "one-time password given", "person olga", "(secret)", "(secret)")]

    def test_a_lost_second_factor_is_removed_with_its_recovery_codes(
        self, client: Client, olga: User, site: Site
    ) -> None:
        give_app(olga)
        give_recovery_codes(olga)

        client.post(f"{PAGE}{olga.pk}/remove-factor/")

        assert not Authenticator.objects.exists()
        assert told() == [("ada", "second factor removed", "person olga", ["app", "recovery codes"], None)]

    def test_sessions_are_ended(self, client: Client, olga: User, site: Site) -> None:
        browsers = [log_in(), log_in()]

        client.post(f"{PAGE}{olga.pk}/end-sessions/")

        assert [browser.get("/").status_code for browser in browsers] == [302, 302]
        assert told() == [("ada", "sessions ended", "person olga", 2, 0)]

    def test_somebody_unknown_is_not_found(self, client: Client, site: Site) -> None:
        assert client.get(f"{PAGE}4711/").status_code == 404
        assert client.post(f"{PAGE}4711/disable/").status_code == 404


class TestTheLastAdministrator:
    @pytest.mark.parametrize(
        ("act", "given"), [("role", {"role": "auditor"}), ("disable", {})], ids=["role", "disable"]
    )
    @pytest.mark.usefixtures("site", "olga")
    def test_stays_one(self, client: Client, ada: User, act: str, given: dict[str, str]) -> None:
        eve = make_user("eve")
        User.objects.filter(pk=eve.pk).update(is_active=False)  # an administrator who cannot sign in is none

        page = client.post(f"{PAGE}{ada.pk}/{act}/", given, follow=True).content.decode()

        assert "ada is the last administrator who may sign in" in page
        ada.refresh_from_db()
        assert ada.is_active
        assert ada.member.role == Role.ADMINISTRATOR
        assert told() == []

    @pytest.mark.usefixtures("site", "olga")
    def test_is_offered_nothing_that_would_be_refused(self, client: Client, ada: User) -> None:
        alone = client.get(f"{PAGE}{ada.pk}/").content.decode()
        make_user("eve")
        of_two = client.get(f"{PAGE}{ada.pk}/").content.decode()

        acts = (f"{PAGE}{ada.pk}/role/", f"{PAGE}{ada.pk}/disable/")
        assert [act in alone for act in acts] == [False, False]
        assert [act in of_two for act in acts] == [True, True]
        assert "the last administrator who may sign in" in alone

    def test_may_go_once_there_is_another(self, client: Client, ada: User, site: Site) -> None:
        make_user("eve")

        client.post(f"{PAGE}{ada.pk}/role/", {"role": "auditor"})

        assert told() == [("ada", "role changed", "person ada", "administrator", "auditor")]


def test_the_own_password_is_not_reset_here(client: Client, ada: User, site: Site) -> None:
    page = client.post(f"{PAGE}{ada.pk}/password/", follow=True).content.decode()

    assert "under Sign-in and Security" in page
    assert "Give a one-time password" not in page
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
