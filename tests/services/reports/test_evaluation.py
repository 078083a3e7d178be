"""The System Evaluation Report's figures, and their digest."""

import json
from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Change, Custody, EncryptionKey, Medium, Member, Role, Server, Site
from mmbackup.services.history.acting import Actor, acting_as
from mmbackup.services.history.remember_change import remember_change
from mmbackup.services.reports.evaluation.figures import Evaluation, digest_of, evaluation_of, file_of
from mmbackup.services.reports.period import Period
from tests.services.reports.histories import (
    NOW,
    TODAY,
    make_alarm,
    make_check,
    make_custody,
    make_drill,
    make_medium,
    make_night,
    make_restore,
    make_set,
    make_site,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
A_WEEK = Period.ending(TODAY, nights=7)


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


def figures(site: Site, period: Period = A_WEEK) -> Evaluation:
    return evaluation_of(site=site, period=period, now=NOW)


def test_an_item_without_a_source_is_not_saved(site: Site) -> None:
    Server.objects.create(site=site, name="MAS1", kind="MAS", position=1)

    mss, mas = figures(site).servers

    assert "Messages" in mss.saved
    assert "Voiced subscriber names" in mss.not_saved
    assert (mas.saved, len(mas.not_saved)) == ((), 5)


def test_drills_tell_what_was_proven_and_whether_they_take_longer(site: Site) -> None:
    for number, seconds in enumerate((30.0, 28.0, 12.0, 10.0)):
        make_drill(site, at=NOW - number * DAY, seconds=seconds)
    make_drill(site, at=NOW - 5 * DAY, seconds=99, is_proven=False)
    make_drill(site, at=NOW - 30 * DAY, seconds=1)

    found = figures(site)

    assert [drill.is_proven for drill in found.drills] == [False, True, True, True, True]
    assert found.trend is not None
    assert (found.trend.before, found.trend.after, found.trend.drills) == (11.0, 29.0, 4)


def test_a_verification_tells_how_many_sets_were_good(site: Site) -> None:
    make_check(site, at=NOW - DAY, good=3, damaged=1)

    (check,) = figures(site).checks

    assert (check.sets, check.good, check.damaged) == (4, 3, 1)


def test_alarms_that_stood_in_the_period_are_told_with_how_long(site: Site) -> None:
    make_alarm(site, at=NOW - 30 * DAY, until=NOW - 29 * DAY, code=1)
    make_alarm(site, at=NOW - 30 * DAY, until=NOW - 6 * DAY, code=2)
    make_alarm(site, at=NOW - DAY, code=3)
    make_alarm(make_site("Bay"), at=NOW - DAY, code=4)

    found = figures(site).alarms

    assert [(alarm.name, alarm.stood) for alarm in found] == [
        ("MT BACKUP 2", 24 * DAY),
        ("MT BACKUP 3", None),
    ]


def test_keys_and_what_is_encrypted_are_told(site: Site) -> None:
    key = EncryptionKey.objects.create(
        site=site, name="Paper", public="age1x", origin="made here", made_at=NOW, made_by="ada",
        confirmed_at=NOW, retired_at=NOW, retired_by="ada",
    )  # fmt: skip
    site.pools.get().keys.add(key)
    medium = make_medium(site, "A")
    make_set(medium, make_night(site, TODAY), recipients=["age1x"])
    make_set(medium, make_night(site, TODAY - DAY))
    make_set(medium, make_night(site, TODAY - 2 * DAY), removed_at=NOW)

    found = figures(site)

    assert (found.encrypted.parts, found.encrypted.encrypted) == (2, 1)
    assert [(one.name, one.retired_by, one.pools) for one in found.keys] == [("Paper", "ada", ("nightly",))]
    (pool,) = found.pools
    assert (pool.keys, pool.usable_keys, pool.used_by) == (("Paper",), 0, ("DVD 1: nightly",))


def test_deeds_are_counted_by_person_of_this_site_and_of_the_installation(site: Site) -> None:
    with acting_as(Actor("ada", Change.Via.PORTAL)):
        for where in (site, site, None, make_site("Bay")):
            remember_change(deed="pool changed", subject="x", now=NOW - DAY, site=where)
        remember_change(deed="pool changed", subject="x", now=NOW - 9 * DAY, site=site)

    (deed,) = figures(site).deeds

    assert (deed.who, deed.via, deed.deed, deed.times) == ("ada", "portal", "pool changed", 3)


def test_restores_and_media_made_blank_are_told_one_by_one(site: Site) -> None:
    make_restore(site, at=NOW - DAY, by="olga", folder="/srv/back")
    medium = make_medium(site, "A")
    make_custody(medium, Custody.Act.FORMATTED, by="ada", at=NOW - DAY)
    make_custody(medium, Custody.Act.MOVED, by="olga", at=NOW - DAY)

    found = figures(site)

    assert [(restore.by, restore.target, restore.outcome) for restore in found.restores] == [
        ("olga", "/srv/back", "full")
    ]
    assert [(act.medium, act.act, act.by) for act in found.acts] == [("A", "formatted", "ada")]


def test_people_are_told_with_role_and_whether_they_may_sign_in(site: Site) -> None:
    for name, role, may in (("ada", Role.ADMINISTRATOR, True), ("gone", Role.AUDITOR, False)):
        Member.objects.create(user=User.objects.create_user(name, is_active=may), role=role)

    assert [
        (one.name, one.role, one.has_second_factor, one.may_sign_in) for one in figures(site).persons
    ] == [
        ("ada", "administrator", False, True),
        ("gone", "auditor", False, False),
    ]


def test_the_file_s_digest_is_the_report_s(site: Site) -> None:
    make_set(make_medium(site, "Ä"), make_night(site, TODAY))

    found = figures(site)
    content = file_of(found)

    assert digest_of(found) == sha256(content).hexdigest()
    assert json.loads(content)["counts"]["nights"] == 7
    assert json.loads(content).keys() == asdict(found).keys()


def test_the_same_figures_have_the_same_digest_later_and_others_another(site: Site) -> None:
    medium = make_medium(site, "A")
    first = digest_of(figures(site))

    later = digest_of(evaluation_of(site=site, period=A_WEEK, now=NOW + 5 * DAY / 24))
    Medium.objects.filter(pk=medium.pk).update(place="lost")

    assert later == first
    assert digest_of(figures(site)) != first


def test_it_asks_the_database_as_often_for_a_long_history_as_for_a_short_one(site: Site) -> None:
    def add(number: int) -> None:
        at = NOW - number * DAY
        medium = make_medium(site, f"M{number}")
        make_set(medium, make_night(site, TODAY - number * DAY, Outcome.PARTIAL), saved=10)
        make_custody(medium, Custody.Act.RELABELLED, by="ada", at=at)
        make_drill(site, at=at, seconds=3)
        make_check(site, at=at, good=1)
        make_restore(site, at=at, by="olga")
        make_alarm(site, at=at, until=at + DAY, code=number + 1)
        remember_change(deed=f"deed {number}", subject="x", now=at, site=site)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            figures(site, Period.ending(TODAY, nights=30))
        return len(queries)

    add(0)
    for_one = asked()
    for number in range(1, 12):
        add(number)

    assert asked() == for_one
    assert for_one < 40
