"""The morning's digest: the night in a sentence, what to swap, what else is to be known; once a morning."""

from datetime import UTC, datetime, time, timedelta

import pytest

from mmbackup.engine.codes import NO_BACKUP
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Channel, Notice, NoticeRule, Preferences, Site
from mmbackup.services.alarms import raise_alarm
from mmbackup.services.notices.digest import LATE, see_to_digest
from tests.portal.builders import LAST_NIGHT, make_run, make_running, make_site
from tests.portal.swap.media import make_set, make_shelf, put_in

SEVEN = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)  # in Berlin
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(own_data_folder: object) -> Site:
    made = make_site()
    channel = Channel.objects.create(name="Mail", kind="mail")
    NoticeRule.objects.create(channel=channel, levels=["digest"])
    return made


def digest(site: Site, *, now: datetime = SEVEN) -> Notice:
    assert see_to_digest(site=site, now=now)
    return Notice.objects.order_by("-id")[0]


def test_a_good_night_says_what_to_swap(site: Site) -> None:
    shelf = make_shelf(site, "A", "B")
    make_set(make_run(site), "A")
    put_in(site, shelf, "A")

    told = digest(site)

    assert told.subject == "[Harbour Hospital] Last night: FULL, verified. Take out A, put in B."
    assert "- No active alarm." in told.text
    assert "- No restore drill has run yet." in told.text


def test_with_the_next_medium_in_there_is_nothing_to_swap(site: Site) -> None:
    shelf = make_shelf(site, "A", "B")
    make_set(make_run(site), "A")
    put_in(site, shelf, "B")

    assert digest(site).subject.endswith("Last night: FULL, verified. Nothing to swap.")


def test_an_empty_drive_wants_a_medium(site: Site) -> None:
    make_shelf(site, "A", "B")
    make_set(make_run(site), "A")

    assert digest(site).subject.endswith("Put in B.")


def test_a_bad_night_says_so_and_names_the_alarms(site: Site) -> None:
    make_run(site, Outcome.NO_MEDIUM)
    raise_alarm(site=site, code=NO_BACKUP, location="DVD-RAM 1", detail="no medium", now=LAST_NIGHT)

    told = digest(site)

    assert "Last night: FAILED, no medium." in told.subject
    assert "- MT BACKUP 1 (WRN): no medium" in told.text


def test_a_night_without_any_backup_says_so(site: Site) -> None:
    make_run(site, nights_ago=3)

    assert "Last night: no backup ran." in digest(site).subject


def test_one_under_way_says_so(site: Site) -> None:
    make_run(site, nights_ago=1)
    make_running(site, now=SEVEN)

    assert digest(site).subject.endswith("the backup is still under way. Leave the medium in.")


def test_it_is_told_once_a_morning(site: Site) -> None:
    looks = [SEVEN - timedelta(seconds=1), SEVEN, SEVEN + timedelta(hours=1), SEVEN + LATE, SEVEN + DAY]

    assert [see_to_digest(site=site, now=now) for now in looks] == [False, True, False, False, True]


def test_a_watchdog_that_was_down_tells_it_late_but_not_in_the_evening(site: Site) -> None:
    assert not see_to_digest(site=site, now=SEVEN + LATE)
    assert see_to_digest(site=site, now=SEVEN + LATE - timedelta(minutes=1))


def test_its_time_is_set_and_by_the_site_s_clock(site: Site) -> None:
    Preferences.objects.create(pk=1, digest_at=time(9, 30))

    assert not see_to_digest(site=site, now=SEVEN + timedelta(hours=2, minutes=29))
    assert see_to_digest(site=site, now=SEVEN + timedelta(hours=2, minutes=30))


def test_each_site_has_its_own(site: Site) -> None:
    other = Site.objects.create(name="Lisbon", time_zone="Europe/Lisbon")

    assert see_to_digest(site=site, now=SEVEN)
    assert not see_to_digest(site=other, now=SEVEN)
    assert see_to_digest(site=other, now=SEVEN + timedelta(hours=1))


def test_nobody_who_takes_it_no_digest(site: Site) -> None:
    NoticeRule.objects.update(levels=["MAJ"])

    assert not see_to_digest(site=site, now=SEVEN)
