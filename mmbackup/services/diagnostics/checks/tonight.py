"""The coming night: whether what is in the drive would be taken, and would hold the backup."""

from collections.abc import Iterator
from datetime import datetime

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Site
from mmbackup.services.diagnostics.finding import Finding, bad, good, warning
from mmbackup.services.rotation.tonight import tonight

NOT_PLANNED = "Set the time of the backup under Backup/Restore > Schedule."


def coming_night(site: Site, now: datetime) -> Iterator[Finding]:
    found = tonight(site=site, now=now)
    if found is None:
        yield bad("No drive is configured, so there is no night.", "Configure a drive.")
        return
    if found.due_at is None:
        yield warning("No night is scheduled.", NOT_PLANNED)
    if found.problem:
        yield bad(found.sentence, found.next_step)
    elif found.foretold is Outcome.PARTIAL:
        yield warning(found.sentence, "Insert a larger medium, or accept a partial backup.")
    else:
        yield good(found.sentence)
    for risk in found.risks:
        yield warning(risk, "See Backup/Restore > Pools.")
