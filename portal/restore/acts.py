"""What a person does for a restore: say that a medium is in, put one in or out, cancel."""

from django.utils.translation import gettext_lazy as _

from mmbackup.models import Run
from portal.waiting.views import WaitingViews

RESTORE = WaitingViews(
    kind=Run.Kind.RESTORE,
    room="restore",
    goes_on=_("The restore goes on."),
    in_use="the restore is using the medium",
    over=_("The restore had already ended; there was nothing left to cancel."),
    cancelled=_("Cancelling: what has been restored so far stays."),
)
go_on, insert, eject, cancel = RESTORE.go_on, RESTORE.insert, RESTORE.eject, RESTORE.cancel
