"""The System Evaluation Report: on a page, on paper, and as a file; read by an auditor."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Role, Site
from tests.portal.builders import make_user
from tests.portal.reports.reading import inline_in, text_of_pdf
from tests.services.reports.histories import (
    NOW,
    TODAY,
    make_alarm,
    make_drill,
    make_medium,
    make_night,
    make_set,
)

PAGE = "/reports/evaluation/"
DAY = timedelta(days=1)
HOSTILE = "<script>alert(1)</script> \u202e \U0001f600 ä"


@pytest.fixture
def auditor(site: Site) -> Client:
    browser = Client()
    browser.force_login(make_user("audrey", Role.AUDITOR))
    return browser


def test_an_auditor_reads_who_made_it_when_and_the_digest_of_its_file(auditor: Client, site: Site) -> None:
    make_set(make_medium(site, "A"), make_night(site, TODAY))

    page = auditor.get(PAGE).content.decode()
    figures = auditor.get(f"{PAGE}evaluation.json")

    assert "Sun Nov 22 2026, 09:00 by audrey (auditor)" in page
    assert sha256(figures.content).hexdigest() in page
    assert "mmbackup 0." in page
    assert "Mon Aug 25 2026" not in page
    assert "Tue Aug 25 2026 to Sun Nov 22 2026, 90 nights" in page


def test_it_answers_in_the_order_of_the_questions(auditor: Client) -> None:
    page = auditor.get(PAGE).content.decode()

    titles = [piece.split("</h2>")[0].split(">", 1)[1] for piece in page.split('<h2 id="part-')[1:]]
    assert titles == [
        "Site, servers, and what is saved", "Schedule", "Nights", "What can be restored", "Verification",
        "Restore drills", "Alarms", "Media, where they are now", "Rotation and retention",
        "Encryption and keys", "Who did what", "Users and roles", "About this report",
    ]  # fmt: skip


def test_bad_nights_stand_with_their_reason_and_their_share(auditor: Client, site: Site) -> None:
    make_night(site, TODAY, Outcome.NO_MEDIUM, reason="no medium in drive DVD 1")
    for number in range(1, 3):
        make_night(site, TODAY - number * DAY)

    page = auditor.get(f"{PAGE}?nights=3").content.decode()

    assert "no medium in drive DVD 1" in page
    assert "2 of 3 (66.6 %)" in page
    assert "1 (33.3 %)" in page


def test_paper_says_what_the_page_says_over_numbered_pages(auditor: Client, site: Site) -> None:
    for number in range(90):
        make_night(site, TODAY - number * DAY, Outcome.FAILED, reason=f"reason {number}")

    page = auditor.get(PAGE).content.decode()
    text = text_of_pdf(auditor.get(f"{PAGE}evaluation.pdf").content)

    assert "reason 89" in page
    if text is not None:
        assert "reason 89" in text
        assert "Page 1 of 4" in text
        assert text.count("Outcome") >= 2  # the head of the nights' table again on each page


def test_hostile_words_stay_words_on_page_and_paper(auditor: Client, site: Site) -> None:
    make_night(site, TODAY, Outcome.FAILED, reason=HOSTILE, medium=make_medium(site, "<b>"))
    alarm = make_alarm(site, at=NOW - DAY)
    alarm.detail = "x" * 20_000
    alarm.save()
    make_drill(site, at=NOW - DAY, seconds=3)

    page = auditor.get(PAGE).content.decode()

    assert inline_in(page) == []
    assert auditor.get(f"{PAGE}evaluation.pdf").content.startswith(b"%PDF")
    assert auditor.get(f"{PAGE}evaluation.json").json()["nights"][-1]["reason"] == HOSTILE


def test_nothing_can_be_sent_to_a_report(client: Client, site: Site) -> None:
    assert client.post(PAGE).status_code in {403, 405}


@pytest.mark.parametrize("role", [Role.SUBSCRIBERS, Role.AUDITOR, Role.OPERATOR], ids=str)
def test_who_may_read_may_read_every_file(site: Site, role: Role) -> None:
    browser = Client()
    browser.force_login(make_user("somebody", role))
    status = 403 if role is Role.SUBSCRIBERS else 200

    for file in (
        "history/", "history/backup-history.csv", "recovery-points/", "recovery-points/recovery-points.csv",
        "recovery-points/recovery-points.pdf", "media/", "media/media.csv", "media/media.pdf", "evaluation/",
        "evaluation/evaluation.pdf", "evaluation/evaluation.json",
    ):  # fmt: skip
        assert browser.get(f"/reports/{file}").status_code == status, file
