"""What every edit of a configuration has in common: one at a time, and told to both logs."""

from datetime import datetime

from mmbackup.engine.codes import CONFIGURATION_CHANGED
from mmbackup.engine.errors import BackupError
from mmbackup.models import Site
from mmbackup.services.configuration.values import Values
from mmbackup.services.history.acting import actor
from mmbackup.services.history.remember_change import differences, remember_change
from mmbackup.services.record_event import record_event


class ChangedMeanwhile(BackupError):
    next_step = "Look at it as it is now, and change it again."


class StillUsed(BackupError):
    next_step = "See that nothing needs it any more, then remove it."


def as_shown(subject: str, *, is_now: Values, shown: Values) -> None:
    """Raise ChangedMeanwhile unless it still is what the page showed."""
    if is_now != shown:
        raise ChangedMeanwhile(f"somebody else changed {subject} meanwhile")


def tell_edit(*, site: Site, what: str, verb: str, old: Values, new: Values, now: datetime) -> None:
    """what as in 'server MSS1', verb as in 'changed'. Called in the transaction that makes the edit."""
    kind = what.partition(" ")[0]
    fields = differences(old, new)
    if not fields:
        return  # sent back as it was
    remember_change(deed=f"{kind} {verb}", subject=what, now=now, site=site, fields=fields)
    changed = f": {', '.join(field.field for field in fields)}" if verb == "changed" else ""
    message = f"The {what} was {verb} by {actor().name}{changed}"
    record_event(site=site, code=CONFIGURATION_CHANGED, at=now, message=message)
