"""The ten-second answer: the morning's sentence and the tiles, as they are just now."""

from datetime import datetime
from typing import NamedTuple

from mmbackup.services.swap import Swap
from mmbackup.services.swap_steps import is_done, is_due
from portal.backup.progress import progress_of
from portal.live.marks import piece
from portal.live.run_pages import page_of_run
from portal.media.picture import picture_of
from portal.request import PortalRequest

SECONDS_AT_WORK, SECONDS_AT_REST = 2, 10


class Now(NamedTuple):
    """every: so many seconds later it is asked for again."""

    swap: Swap
    html: str
    mark: str
    every: int


def now_of(request: PortalRequest, found: Swap, moment: datetime) -> Now:
    look, run = found.look, found.open_run
    context = {
        "swap": found,
        "morning": found.morning,
        "drive": found.drive,
        "drive_look": look,
        "picture": look and picture_of(look, is_busy=run is not None),
        "is_swap_due": is_due(found),
        "is_swap_done": is_done(found),
        "progress": run and progress_of(run, moment),
        "page_of_run": run and page_of_run(run),
    }
    shown = piece(request, "main/now.html", context)
    return Now(found, *shown, SECONDS_AT_WORK if run else SECONDS_AT_REST)
