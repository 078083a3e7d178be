"""The main page is each role's own: no acts for an auditor, no backups for a subscriber administrator."""

import pytest
from django.test import Client

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Role, Site
from tests.portal.builders import make_alarm, make_log, make_run, make_user


def main_page(role: Role) -> str:
    browser = Client()
    browser.force_login(make_user(role.name.lower(), role))
    page = browser.get("/").content.decode()
    return page[page.index("<main") :]


@pytest.fixture(autouse=True)
def _bad_night(site: Site) -> None:
    make_log(make_run(site, Outcome.NO_MEDIUM))
    make_alarm(site)


def test_an_operator_is_offered_the_morning_s_work() -> None:
    page = main_page(Role.OPERATOR)

    assert 'id="now-swap"' in page
    assert 'id="now-back-up"' in page
    assert "Look ahead now" in page


def test_an_auditor_reads_how_things_stand_and_is_offered_no_act() -> None:
    page = main_page(Role.AUDITOR)

    assert "banner-bad" in page
    assert "Last nights" in page
    assert "<form" not in page.replace('<form class="jump-box"', "")
    assert 'id="now-back-up"' not in page
    assert "Look ahead now" not in page


def test_a_subscriber_administrator_finds_the_menu_and_nothing_of_backups() -> None:
    page = main_page(Role.SUBSCRIBERS)

    for told in ("banner", "tile", "onight", "Last nights", "DVD-RAM", "/backup/", "/logs/", "active alarm"):
        assert told not in page
    assert 'href="/help/"' in page
