"""Whoever follows the links of their own pages is refused nowhere; and who may not act is offered no act."""

import re

import pytest
from django.test import Client
from django.urls import Resolver404, get_resolver, reverse

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Role, Site
from portal.access import may
from portal.menu import Entry, allowed_to, rule_of
from tests.portal.builders import make_alarm, make_event, make_log, make_run, make_user
from tests.portal.swap.media import make_set, make_shelf

LINK = re.compile(r'\shref="(/[^"#?]*)')
FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>', re.IGNORECASE)
ACTION = re.compile(r'\baction="(/[^"#?]*)')
MOST_PAGES = 400


@pytest.fixture
def full_site(site: Site) -> Site:
    """Something on every list."""
    make_shelf(site, "Anna", "Berta")
    run = make_run(site, Outcome.FULL)
    make_log(run)
    make_set(run, "Anna")
    failed = make_run(site, Outcome.NO_MEDIUM, nights_ago=1)
    make_log(failed)
    make_alarm(site)
    make_event(site)
    return site


def listed(entry: Entry) -> list[str]:
    own = [reverse(entry.view)] if entry.view else []
    return own + [address for inner in entry.listed_entries for address in listed(inner)]


def view_at(address: str) -> str:
    try:
        return get_resolver().resolve(address).view_name
    except Resolver404:
        return ""


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.SUBSCRIBERS])
def test_nobody_is_led_where_they_may_not_go(full_site: Site, role: Role) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(make_user("somebody", role))
    waiting, seen, faults = listed(allowed_to(role)), set[str](), []

    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen or address.startswith(("/static/", "/api/")) or "logout" in address:
            continue
        seen.add(address)
        response = browser.get(address)
        if response.status_code in (403, 500):
            faults.append(f"{address}: {response.status_code}")
        elif "html" in response.get("Content-Type", "") and not response.streaming:
            page = response.content.decode()
            waiting += LINK.findall(page)
            faults += dead_forms(page, address, role)

    assert sorted(set(faults)) == []


def dead_forms(page: str, address: str, role: Role) -> list[str]:
    """Forms whose sending would be refused."""
    targets = [(ACTION.search(form) or [None, address])[1] for form in FORM.findall(page)]
    views = {str(target): view_at(str(target)) for target in targets}
    return [
        f"{address}: a form to {target}"
        for target, view in views.items()
        if view and not may(role, "POST", rule_of(view)) and view != "accounts:logout"
    ]
