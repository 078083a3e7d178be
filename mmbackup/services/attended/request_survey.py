"""A count of what there is to save, asked for where no past run tells how many media a backup will need."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from mmbackup.models import Site, Survey
from mmbackup.services.attended.request_attended import Choice, check_choice
from mmbackup.services.broker import BrokerUnreachable, hand_over

SURVEY_TASK = "mmbackup.tasks.survey"
SILENCE = timedelta(minutes=2)  # whoever counts gives a sign of life every few seconds
OPEN = (Survey.State.QUEUED, Survey.State.RUNNING)


def request_survey(*, site: Site, choice: Choice, now: datetime) -> Survey:
    """The one under way, if there is one. Raise NothingChosen or BrokerUnreachable: nothing has changed."""
    check_choice(site=site, choice=choice)
    survey, is_new = queue_survey(site=site, choice=choice, now=now)
    if is_new:
        try:
            hand_over(task=SURVEY_TASK, arguments=(str(survey.pk),), expires=SILENCE)
        except BrokerUnreachable:
            if Survey.objects.filter(pk=survey.pk, state=Survey.State.QUEUED).delete()[0]:
                raise
    return survey


def queue_survey(*, site: Site, choice: Choice, now: datetime) -> tuple[Survey, bool]:
    """The second says whether it was made here."""
    end_silent_surveys(now=now)
    try:
        with transaction.atomic():
            made = Survey.objects.create(
                site=site,
                servers=list(choice.servers),
                data_types=list(choice.data_types),
                asked_at=now,
                heard_at=now,
            )
    except IntegrityError:
        return Survey.objects.get(site=site, state__in=OPEN), False
    return made, True


def open_survey(*, site: Site, now: datetime) -> Survey | None:
    end_silent_surveys(now=now)
    return Survey.objects.filter(site=site, state__in=OPEN).first()


def end_silent_surveys(*, now: datetime) -> int:
    """How many nobody counts any more: their process is gone, or there was no worker."""
    silent = Survey.objects.filter(state__in=OPEN, heard_at__lte=now - SILENCE)
    problem = "Nobody counted: see that the worker runs (make run, or systemctl status mmbackup-worker)."
    return silent.update(state=Survey.State.FAILED, ended_at=now, problem=problem)
