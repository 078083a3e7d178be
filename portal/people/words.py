"""What the database knows by a slug, in the words that pages say: roles, and how sessions end."""

from django.utils.translation import gettext_lazy as _

from mmbackup.models import Role, SignIn

ROLES = {
    Role.ADMINISTRATOR: _("administrator"),
    Role.OPERATOR: _("operator"),
    Role.AUDITOR: _("auditor"),
    Role.SUBSCRIBERS: _("subscriber administrator"),
}
ENDINGS = {
    SignIn.Ending.LOGGED_OUT: _("logged out"),
    SignIn.Ending.IDLE: _("idle for too long"),
    SignIn.Ending.TOO_LONG: _("open for too long"),
    SignIn.Ending.BY_OWNER: _("ended from another browser"),
    SignIn.Ending.BY_ADMINISTRATOR: _("ended by an administrator"),
    SignIn.Ending.NEW_PASSWORD: _("the password was changed"),
    SignIn.Ending.DISABLED: _("the account was disabled"),
}
