"""When backups start by themselves."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import ADMINISTRATORS, Entry

SCHEDULE = Entry(
    _("Schedule"),
    "schedule:schedule",
    "calendar",
    _("When the unattended backup starts, and what else happens by itself."),
    (
        _("Every time is by the site's own clock, summer and winter."),
        _("A time that the clocks jump over counts as that much later; one that comes twice, at its first."),
        _("The look ahead says in the afternoon what tonight will be, while there is time to mend it."),
    ),
    actors=ADMINISTRATORS,
    article="administration/schedule",
)
