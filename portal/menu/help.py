"""Help: four books, the codes, and the guide's old addresses."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import EVERYBODY, Entry

READING = (
    _("Choose an article, or look for a word: all articles and codes are searched."),
    _("Each article can be printed as it stands."),
)
HELP = Entry(
    _("Help"),
    icon="help",
    readers=EVERYBODY,
    summary=_("How things are done, and what the words and codes mean."),
    entries=(
        Entry(
            _("All of the Help"),
            "help:home",
            "search",
            _("Search all articles and codes."),
            READING,
            addresses=("help:codes-before", "help:morning-before", "help:home-before"),
            headline=_("Help"),
        ),
        Entry(
            _("Getting Started"),
            "help:getting-started",
            "compass",
            _("What mmbackup does, the first day, and each morning after it."),
            READING,
            entries=(Entry(_("Article"), "help:article", listed=False),),
        ),
        Entry(
            _("Administration"),
            "help:administration",
            "gear",
            _("Set up what is saved, when, onto what, by whom; and who is told."),
            READING,
        ),
        Entry(
            _("Maintenance"),
            "help:maintenance",
            "wrench",
            _("The daily and the rare work: backups by hand, media, restores, alarms."),
            READING,
        ),
        Entry(
            _("Reference"),
            "help:reference",
            "book",
            _("Words, outcomes, data types, roles, commands, and the codes."),
            READING,
        ),
        Entry(
            _("Alarm and Event Codes"),
            "help:codes",
            "bell",
            _("Each code with its cause and its repair procedure."),
            (_("Find the code as the log prints it, and follow its repair procedure from the top."),),
        ),
    ),
)
