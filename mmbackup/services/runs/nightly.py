"""The unattended backup: whoever calls, and however often, each night runs once."""

import logging
from datetime import datetime

from mmbackup.services.reserve import make_room
from mmbackup.services.runs.claim_night import claim_night
from mmbackup.services.runs.runner import run_in_own_process
from mmbackup.services.site import the_site

logger = logging.getLogger(__name__)


def run_nightly(*, now: datetime) -> None:
    """Claim the night that is due, if any, and wait until its run has ended."""
    make_room()
    site = the_site()
    if site is None:
        logger.warning("No site is configured: python manage.py config import site.toml")
        return
    run = claim_night(site=site, now=now)
    if run is None:
        logger.info("No night of %s is waiting for its backup", site)
        return
    run_in_own_process(run_id=run.pk)
