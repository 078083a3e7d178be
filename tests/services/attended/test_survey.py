"""What there is to save is counted where no past run tells; nothing is written."""

import os
from datetime import timedelta

import pytest

from mmbackup.models import Site, Survey
from mmbackup.services.attended.do_survey import do_survey
from mmbackup.services.attended.estimate import estimate
from mmbackup.services.attended.estimate_words import estimate_words, is_known
from mmbackup.services.attended.request_attended import Choice
from mmbackup.services.attended.request_survey import SILENCE, open_survey, queue_survey
from mmbackup.services.runs.work import never
from tests.attended_site import ALL, clock, drive_of_site, shelf_of_site
from tests.builders import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def count(site: Site, choice: Choice = ALL) -> Survey:
    survey, _ = queue_survey(site=site, choice=choice, now=NOW)
    return do_survey(survey_id=survey.pk, clock=clock, cancelled=never)


def test_it_tells_how_many_media_it_takes(site: Site) -> None:
    drive = drive_of_site(site)
    assert not is_known(drive=drive, choice=ALL)

    survey = count(site)

    assert survey.state == Survey.State.DONE, survey.problem
    assert {row["data_type"] for row in survey.tallies} == {"system-data", "names-and-greetings", "messages"}
    assert estimate(drive=drive, choice=ALL).media == 3
    assert estimate_words(drive=drive, choice=ALL).startswith("About 3 media of 2.0 MB: 5.1 MB to save")


def test_nothing_is_written(site: Site) -> None:
    content = shelf_of_site(site).content("M-1")
    before = os.listdir(content)

    count(site)

    assert os.listdir(content) == before


def test_only_what_was_chosen_is_counted(site: Site) -> None:
    survey = count(site, Choice(("MSS1",), ("messages",)))

    assert [row["data_type"] for row in survey.tallies] == ["messages"]


def test_one_at_a_time(site: Site) -> None:
    first, is_new = queue_survey(site=site, choice=ALL, now=NOW)

    assert is_new
    assert queue_survey(site=site, choice=ALL, now=NOW) == (first, False)


def test_one_whose_process_died_is_ended_when_it_has_been_silent(site: Site) -> None:
    queue_survey(site=site, choice=ALL, now=NOW)
    assert open_survey(site=site, now=NOW + SILENCE - timedelta(seconds=1))

    assert open_survey(site=site, now=NOW + SILENCE) is None
    assert "Nobody counted" in Survey.objects.get().problem


def test_a_message_that_comes_twice_counts_once(site: Site) -> None:
    survey = count(site)

    again = do_survey(survey_id=survey.pk, clock=lambda: NOW + timedelta(days=1), cancelled=never)

    assert again.ended_at == survey.ended_at


def test_cancelled_it_says_that_nothing_was_counted(site: Site) -> None:
    survey, _ = queue_survey(site=site, choice=ALL, now=NOW)

    ended = do_survey(survey_id=survey.pk, clock=clock, cancelled=lambda: True)

    assert ended.state == Survey.State.FAILED
    assert ended.problem.startswith("Nothing was counted: ")
