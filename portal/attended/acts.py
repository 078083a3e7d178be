"""What a person does for a backup that waits: put a medium in, continue, put one out, cancel."""

from django.utils.translation import gettext_lazy as _

from mmbackup.models import Run
from portal.waiting.views import WaitingViews

BACKUP = WaitingViews(
    kind=Run.Kind.ATTENDED,
    room="attended",
    goes_on=_("The backup goes on."),
    in_use="the backup is using the medium",
    over=_("The backup had already ended; there was nothing left to cancel."),
    cancelled=_("Cancelled: the finished parts stay on their media."),
)
go_on, insert, eject, cancel = BACKUP.go_on, BACKUP.insert, BACKUP.eject, BACKUP.cancel
