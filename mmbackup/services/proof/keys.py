"""The keys that a drill may use: the one that was given for this run, and the drill key, if there is one."""

from mmbackup.models import Run
from mmbackup.services.keys.drill_key import drill_secret
from mmbackup.services.keys.keeper import fetch_key


def keys_for_drill(*, run: Run) -> tuple[str, ...]:
    """age secret keys; none when nobody has given one."""
    return tuple(key for key in (fetch_key(run.pk), drill_secret()) if key)
