"""Active Alarms: what asks for an act, how it is repaired, and that somebody knows of it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from mmbackup.engine.codes import NO_BACKUP
from mmbackup.models import Role, Site
from tests.portal.builders import make_alarm, make_user

PAGE = "/alarming/active/"


def test_it_shows_those_that_stand_with_cause_and_repair_procedure(client: Client, site: Site) -> None:
    make_alarm(site, resolved=True, location="the resolved one")
    make_alarm(site, location="the active one")

    page = client.get(PAGE).content.decode()

    assert "the active one" in page
    assert "the resolved one" not in page
    assert NO_BACKUP.cause in page
    assert page.count("<li>Choose Backup/Restore &gt; Back Up Now, or wait for the next night.</li>") == 1


def test_without_any_it_says_so(client: Client, site: Site) -> None:
    assert "Nothing asks for an act" in client.get(PAGE).content.decode()


def test_acknowledging_notes_who_and_leaves_it_active(client: Client, site: Site, ada: User) -> None:
    alarm = make_alarm(site)

    page = client.post(f"{PAGE}{alarm.pk}/acknowledge/", follow=True).content.decode()

    alarm.refresh_from_db()
    assert alarm.acknowledged_by == ada
    assert alarm.resolved_at is None
    assert "It stays active" in page


@pytest.mark.parametrize(("role", "status"), [(Role.OPERATOR, 302), (Role.AUDITOR, 403)])
def test_operators_acknowledge_and_auditors_read(site: Site, role: Role, status: int) -> None:
    alarm = make_alarm(site)
    browser = Client()
    browser.force_login(make_user("somebody", role))

    assert ("Acknowledge MT BACKUP 1" in browser.get(PAGE).content.decode()) is (role is Role.OPERATOR)
    assert browser.post(f"{PAGE}{alarm.pk}/acknowledge/").status_code == status


def test_acknowledging_takes_a_post(client: Client, site: Site) -> None:
    alarm = make_alarm(site)

    assert client.get(f"{PAGE}{alarm.pk}/acknowledge/").status_code == 405


def test_an_alarm_of_a_code_that_is_not_known_any_more_stands_too(client: Client, site: Site) -> None:
    alarm = make_alarm(site)
    type(alarm).objects.update(code=99, detail="of an older release")

    assert "of an older release" in client.get(PAGE).content.decode()
