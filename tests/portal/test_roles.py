"""Every address, as every role: the menu decides, and what it does not name is open to nobody."""

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from mmbackup.models import Role, Site
from portal.access import RoleOfAddress, may
from portal.menu import rule_of
from tests.portal.builders import make_user
from tests.portal.test_every_page import ADDRESSES, OPEN, OPEN_WHILE_SIGNING_IN

GUARDED = [address for address in ADDRESSES if address not in OPEN | OPEN_WHILE_SIGNING_IN]


def every_view(patterns: list[URLPattern | URLResolver], room: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += every_view(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else room)
        else:
            found.append((f"{room}{pattern.name}", pattern))
    return found


def test_every_view_but_the_open_ones_has_its_rule_in_the_menu() -> None:
    guarded = {
        name
        for name, pattern in every_view(get_resolver().url_patterns)
        if getattr(pattern.callback, "login_required", True)
    }

    assert sorted(name for name in guarded if rule_of(name) is None) == []


def test_each_rule_names_somebody() -> None:
    names = [name for name, _ in every_view(get_resolver().url_patterns)]

    rules = {name: rule for name in names if (rule := rule_of(name))}

    assert [name for name, rule in rules.items() if not rule.readers] == []
    assert [name for name, rule in rules.items() if not rule.actors <= rule.readers] == []


@pytest.mark.long
@pytest.mark.walk
@pytest.mark.parametrize("role", Role)
def test_a_role_gets_what_the_menu_says_and_no_more(site: Site, role: Role) -> None:
    browser, somebody = Client(raise_request_exception=False), make_user("somebody", role)

    for address in GUARDED:
        match = get_resolver().resolve(address)
        for method in ("get", "post"):
            if "_auth_user_id" not in browser.session:  # one of the addresses logs out
                browser.force_login(somebody)
            status = getattr(browser, method)(address).status_code
            is_refused = not may(role, method.upper(), rule_of(match.view_name))
            assert (status == 403) is is_refused, f"{method} {address} as {role}: {status}"
            assert status < 500, f"{method} {address} as {role}: {status}"


def test_who_has_no_role_is_told_so(site: Site, django_user_model: type[User]) -> None:
    browser = Client()
    browser.force_login(django_user_model.objects.create_user("nobody"))

    response = browser.get("/")

    assert response.status_code == 403
    assert b"has given nobody a role" in response.content


def test_an_address_outside_the_menu_is_open_to_nobody(site: Site, rf: RequestFactory, ada: User) -> None:
    request = rf.get("/new/")
    request.user = ada
    request.resolver_match = get_resolver().resolve("/")
    request.resolver_match.view_name = "new:page"

    response = RoleOfAddress(lambda _request: None).process_view(request, lambda _request: None)

    assert response is not None
    assert response.status_code == 403
