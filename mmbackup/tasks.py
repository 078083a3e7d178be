"""Every unattended entry point. A task is one call; what it means stands in the services."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from mmbackup.services.drives.drive_acts import do_act
from mmbackup.services.proof.by_schedule import prove_by_itself
from mmbackup.services.rotation.look_ahead import look_ahead_by_itself
from mmbackup.services.runs.nightly import run_nightly
from mmbackup.services.runs.runner import (
    host_look_in_own_process,
    run_in_own_process,
    source_test_in_own_process,
    survey_in_own_process,
)


@shared_task(name="mmbackup.tasks.nightly", acks_late=False)
def nightly(site_id: int | None = None) -> None:
    """Beat sends this when a site's night is due; whoever sends it again changes nothing."""
    run_nightly(now=timezone.now(), site_id=site_id)


@shared_task(name="mmbackup.tasks.backup", acks_late=False)
def backup(run_id: str) -> None:
    """A run that was asked for by hand, and queued."""
    run_in_own_process(run_id=UUID(run_id))


@shared_task(name="mmbackup.tasks.survey", acks_late=False)
def survey(survey_id: str) -> None:
    """A count of what there is to save, before an attended backup."""
    survey_in_own_process(survey_id=UUID(survey_id))


@shared_task(name="mmbackup.tasks.test_source", acks_late=False)
def test_source(test_id: str) -> None:
    """A source that somebody is setting up: what it would save."""
    source_test_in_own_process(test_id=UUID(test_id))


@shared_task(name="mmbackup.tasks.look_at_host", acks_late=False)
def look_at_host(look_id: str) -> None:
    """A host that somebody wants to save: what runs there."""
    host_look_in_own_process(look_id=UUID(look_id))


@shared_task(name="mmbackup.tasks.look_ahead", acks_late=False)
def look_ahead(site_id: int | None = None) -> None:
    """Beat sends this in a site's afternoon. The worker may look into any drive."""
    look_ahead_by_itself(now=timezone.now(), site_id=site_id)


@shared_task(name="mmbackup.tasks.prove", acks_late=False)
def prove(site_id: int | None = None) -> None:
    """Beat sends this once a day for each site: a restore drill, or a verification, if one is due."""
    prove_by_itself(now=timezone.now(), site_id=site_id)


@shared_task(name="mmbackup.tasks.drive_act", acks_late=False)
def drive_act(act_id: str) -> None:
    """An act at a drive that only a worker with its rights can do."""
    do_act(act_id=UUID(act_id), now=timezone.now())
