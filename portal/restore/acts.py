"""What a person does for a restore: say that a medium is in, put one in or out, cancel."""

from mmbackup.models import Run
from portal.waiting.views import WaitingViews

RESTORE = WaitingViews(
    kind=Run.Kind.RESTORE,
    room="restore",
    word="restore",
    cancelled="Cancelling: what has been restored so far stays.",
)
go_on, insert, eject, cancel = RESTORE.go_on, RESTORE.insert, RESTORE.eject, RESTORE.cancel
