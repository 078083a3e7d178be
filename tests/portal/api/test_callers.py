"""Who may call the API: programs with a token that holds, people who are signed in, nobody else."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from ninja import NinjaAPI

from mmbackup.models import ApiToken, Change, Member, Place, Role, Site
from mmbackup.services.tokens.make_token import make_token
from mmbackup.services.tokens.revoke_token import revoke_token
from portal.access import may
from portal.api.allowed import OF, of
from portal.api.api import api
from portal.api.checks import operations, without_rule
from portal.menu import rule_of
from tests.portal.api.conftest import Program
from tests.portal.builders import make_user
from tests.portal.test_every_page import VALUES, every_address

STATUS, PLACES = "/api/v1/status", "/api/v1/places"
FIRE_SAFE = {"name": "Fire safe", "kind": "in vault"}
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def api_addresses() -> list[str]:
    patterns: list[URLPattern | URLResolver] = get_resolver().url_patterns
    return [address for address in every_address(patterns) if address.startswith("/api/v1/")]


def bearing(secret: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_every_operation_belongs_to_a_page_of_the_menu() -> None:
    assert without_rule(api) == []
    assert len(list(operations(api))) > 50


def say_nothing(request: HttpRequest) -> dict[str, str]:
    return {}


def test_one_without_is_found_out() -> None:
    other = NinjaAPI(urls_namespace="other")
    other.get("/open")(say_nothing)
    other.get("/nowhere", **of("no:page"))(say_nothing)

    assert without_rule(other) == ["GET /open", "GET /nowhere"]


@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_the_menu_says_and_no_more(site: Site, program: Program, role: Role) -> None:
    caller = program(role)
    caller.raise_request_exception = True

    for method, path, operation in operations(api):
        address = re.sub(r"{(\w+):\w+}", lambda match: VALUES[match[1]], f"/api/v1{path}")
        response = caller.generic(method, address, "{}", content_type="application/json")
        is_refused = not may(role, method, rule_of((operation.openapi_extra or {})[OF]))
        assert (response.status_code == 403) is is_refused, f"{method} {address} as {role}"
        assert response.status_code < 500, f"{method} {address} as {role}"


@pytest.mark.parametrize("method", ["get", "post", "delete", "patch"])
def test_a_stranger_is_told_nothing(site: Site, method: str) -> None:
    for address in api_addresses():
        response = getattr(Client(), method)(address)

        assert response.status_code == 401, f"{method} {address}"
        assert response["Content-Type"] == "application/problem+json"
        assert "Bearer" in response["WWW-Authenticate"]


class TestTokens:
    @pytest.mark.parametrize(
        "header",
        ["Bearer mmb_nothing", "Bearer ", "Bearer", "Basic YWRhOmE=", "mmb_x", "Bearer " + "x" * 5000],
    )
    def test_nonsense_is_refused_also_beside_a_session(self, client: Client, site: Site, header: str) -> None:
        response = client.get(STATUS, headers={"Authorization": header})

        assert response.status_code == 401

    def test_one_that_is_revoked_or_expired_says_so(self, site: Site, ada: User) -> None:
        with time_machine.travel(NOON, tick=False):
            made = make_token(
                name="night", role=Role.AUDITOR, expires_at=NOON + timedelta(hours=1), user=ada, now=NOON
            )
            assert bearing(made.secret).get(STATUS).status_code == 200
        with time_machine.travel(NOON + timedelta(hours=1), tick=False):
            expired = bearing(made.secret).get(STATUS)
        revoke_token(token=made.token, now=NOON)
        revoked = bearing(made.secret).get(STATUS)

        assert (expired.status_code, revoked.status_code) == (401, 401)
        assert "expired on 2026-11-23 13:00 UTC" in expired.json()["detail"]
        assert "revoked" in revoked.json()["detail"]

    def test_its_use_is_remembered_to_the_minute(self, site: Site, ada: User) -> None:
        made = make_token(name="night", role=Role.AUDITOR, expires_at=None, user=ada, now=NOON)

        for seconds in (70, 80, 119):
            with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
                bearing(made.secret).get(STATUS)

        assert ApiToken.objects.get().last_used_at == NOON + timedelta(minutes=1)

    def test_what_it_changes_the_history_tells_of_it(self, site: Site, program: Program) -> None:
        program(Role.ADMINISTRATOR).post(PLACES, FIRE_SAFE, content_type="application/json")

        change = Change.objects.get(deed="place added")
        assert (change.who, change.via, change.role) == ("administrator program", "API", "administrator")
        assert Place.objects.get().name == "Fire safe"


class TestSessions:
    def test_somebody_who_is_signed_in_needs_the_csrf_token_to_change_something(
        self, site: Site, ada: User
    ) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(ada)
        browser.get("/backup/places/")
        cookie = browser.cookies["csrftoken"].value

        without = browser.post(PLACES, FIRE_SAFE, content_type="application/json")
        given = browser.post(
            PLACES, FIRE_SAFE, content_type="application/json", headers={"X-CSRFToken": cookie}
        )

        assert (without.status_code, given.status_code) == (403, 201)
        assert "X-CSRFToken" in without.json()["next_step"]
        assert Change.objects.get(deed="place added").who == "ada"

    def test_a_token_needs_none(self, site: Site, ada: User) -> None:
        made = make_token(name="t", role=Role.ADMINISTRATOR, expires_at=None, user=ada, now=timezone.now())
        browser = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {made.secret}"})

        assert browser.post(PLACES, FIRE_SAFE, content_type="application/json").status_code == 201

    def test_a_one_time_password_opens_nothing_here_either(self, client: Client, site: Site) -> None:
        Member.objects.update(must_change_password=True)

        assert client.get(STATUS).status_code == 403

    def test_who_has_no_role_is_told_so(self, site: Site, django_user_model: type[User]) -> None:
        browser = Client()
        browser.force_login(django_user_model.objects.create_user("nobody"))

        assert browser.get(STATUS).status_code == 403

    def test_who_signed_in_long_ago_is_asked_again_where_the_page_asks(self, site: Site, ada: User) -> None:
        browser, act = Client(), {"verb": "format"}
        drive = f"/api/v1/drives/{site.drives.get().pk}/acts"
        with time_machine.travel(timezone.now() - timedelta(minutes=20), tick=False):
            browser.force_login(ada)

        assert browser.get(STATUS).status_code == 200
        assert browser.post(PLACES, FIRE_SAFE, content_type="application/json").status_code == 201
        assert browser.post(drive, act, content_type="application/json").status_code == 403

    def test_an_auditor_reads_and_changes_nothing(self, site: Site) -> None:
        browser = Client()
        browser.force_login(make_user("paul", Role.AUDITOR))

        assert browser.get(PLACES).status_code == 200
        assert browser.post(PLACES, FIRE_SAFE, content_type="application/json").status_code == 403


def test_without_a_site_it_says_what_to_do(ada: User, program: Program) -> None:
    response = program(Role.AUDITOR).get(STATUS)

    assert response.status_code == 409
    assert "config import" in response.json()["next_step"]
