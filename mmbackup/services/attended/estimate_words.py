"""An estimate as a sentence, for a page and for a shell."""

import humanize
from django.utils.timezone import localtime

from mmbackup.models import Drive
from mmbackup.services.attended.estimate import Estimate, estimate
from mmbackup.services.attended.request_attended import Choice, check_choice


def estimate_words(*, drive: Drive, choice: Choice) -> str:
    """Raise NothingChosen for what cannot be estimated."""
    check_choice(site=drive.site, choice=choice)
    return _words(estimate(drive=drive, choice=choice))


def is_known(*, drive: Drive, choice: Choice) -> bool:
    return not estimate(drive=drive, choice=choice).missing


def _words(found: Estimate) -> str:
    if found.missing:
        which = ", ".join(found.missing)
        return f"Not known yet: nothing so far has counted {which}."
    to_save = f"{humanize.naturalsize(found.size)} to save, about {humanize.naturalsize(found.size_on_media)}"
    since = f", as counted on {localtime(found.as_of):%b %-d}" if found.as_of else ""
    if found.media is None:
        return f"{to_save} on media{since}. How many that takes shows once a medium is in the drive."
    media = "1 medium" if found.media == 1 else f"{found.media} media"
    return f"About {media} of {humanize.naturalsize(found.room)}: {to_save} on media{since}."
