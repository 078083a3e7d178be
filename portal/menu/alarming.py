"""Alarming."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import ADMINISTRATORS, OPERATORS, READERS, Entry

CHANNEL_HELP = (
    _("Fill in where notices go, save, and press Test: the page shows what the receiver answered."),
    _("Passwords and addresses that are secrets are never shown again. Leave such a field empty to keep it."),
    _("The address is asked from this server. Name only receivers that you trust with what you read here."),
)
RULE_HELP = (
    _("A rule says what goes to the channel. A channel takes what any one of its rules takes."),
    _("With hours set, what happens outside them waits until they begin. Nothing is lost."),
)
ACTIVE = Entry(
    _("Active Alarms"),
    "alarms:active",
    "bell",
    _("What asks for an act now, with its cause and its repair procedure."),
    (
        _("Follow the repair procedure from the top. The alarm resolves by itself when its cause is gone."),
        _("Acknowledging says that somebody knows of it; it does not end the alarm."),
        _("Those that have ended stand in Logs > Alarm Log."),
    ),
    actors=OPERATORS,
    addresses=("alarms:acknowledge",),
    article="maintenance/alarms",
)
NOTIFICATIONS = Entry(
    _("Notifications"),
    "notices:overview",
    "send",
    _("Who is told by mail, webhook, SNMP, syslog or another service, of what, and whether it arrived."),
    (
        _(
            "Add a channel, and press its Test. Its rules say what goes to it; the usual ones are "
            "there already."
        ),
        _("What does not arrive is tried again for a day. Meanwhile MT BACKUP 10 tells of it on the others."),
        _("Have two channels that do not depend on each other: one of them will be down one day."),
    ),
    article="administration/notifications",
    entries=(
        Entry(_("Add a channel"), "notices:add", help=CHANNEL_HELP, listed=False),
        Entry(
            _("Channel"),
            "notices:channel",
            help=CHANNEL_HELP,
            listed=False,
            addresses=("notices:test", "notices:again"),
        ),
        Entry(
            _("Remove a channel"),
            "notices:remove",
            help=(_("Its rules and the list of what it was sent go with it."),),
            listed=False,
        ),
        Entry(_("Add a rule"), "notices:add-rule", help=RULE_HELP, listed=False),
        Entry(
            _("Change a rule"),
            "notices:rule",
            help=RULE_HELP,
            listed=False,
            addresses=("notices:remove-rule",),
        ),
    ),
    actors=ADMINISTRATORS,
)
ALARMING = Entry(
    _("Alarming"),
    icon="bell",
    summary=_("What asks for an act, and who is told of it."),
    entries=(ACTIVE, NOTIFICATIONS),
    readers=READERS,
)
