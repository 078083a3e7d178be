"""The unattended backup: whoever calls, and however often, each night runs once."""

import logging
from datetime import datetime

from mmbackup.models import Site
from mmbackup.services.reserve import make_room
from mmbackup.services.runs.claim_night import claim_night
from mmbackup.services.runs.runner import run_in_own_process
from mmbackup.services.site import sites_meant

logger = logging.getLogger(__name__)


def run_nightly(*, now: datetime, site_id: int | None = None) -> None:
    """Claim the night that is due, if any, and wait until its run has ended. No number: of every site."""
    make_room()
    sites = sites_meant(site_id=site_id)
    if not sites:
        logger.warning("No site is configured: python manage.py config import site.toml")
    for site in sites:
        _run(site, now)


def _run(site: Site, now: datetime) -> None:
    run = claim_night(site=site, now=now)
    if run is None:
        logger.info("No night of %s is waiting for its backup", site)
        return
    run_in_own_process(run_id=run.pk)
