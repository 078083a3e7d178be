"""What a person does for a backup that waits: put a medium in, continue, put one out, cancel."""

from mmbackup.models import Run
from portal.waiting.views import WaitingViews

BACKUP = WaitingViews(
    kind=Run.Kind.ATTENDED,
    room="attended",
    word="backup",
    cancelled="Cancelled: the finished parts stay on their media.",
)
go_on, insert, eject, cancel = BACKUP.go_on, BACKUP.insert, BACKUP.eject, BACKUP.cancel
