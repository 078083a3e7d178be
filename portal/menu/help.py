"""Help: four books, the codes, and the guide's old addresses."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import EVERYBODY, READERS, Entry, Text

READING = (
    _("Choose an article, or look for a word: all articles and codes are searched."),
    _("Each article can be printed as it stands."),
)


def _book(slug: str, title: Text, icon: str, summary: Text) -> Entry:
    articles = Entry(_("Article"), f"help:{slug}-article", listed=False)
    return Entry(title, f"help:{slug}", icon, summary, READING, entries=(articles,))


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
        _book(
            "getting-started",
            _("Getting Started"),
            "compass",
            _("What mmbackup does, the first day, and each morning after it."),
        ),
        _book(
            "administration",
            _("Administration"),
            "gear",
            _("Set up what is saved, when, onto what, by whom; and who is told."),
        ),
        _book(
            "maintenance",
            _("Maintenance"),
            "wrench",
            _("The daily and the rare work: backups by hand, media, restores, alarms."),
        ),
        _book(
            "reference",
            _("Reference"),
            "book",
            _("Words, outcomes, data types, roles, commands, and the codes."),
        ),
        Entry(
            _("Alarm and Event Codes"),
            "help:codes",
            "bell",
            _("Each code with its cause and its repair procedure."),
            (_("Find the code as the log prints it, and follow its repair procedure from the top."),),
        ),
        Entry(
            _("API"),
            "api_docs:page",
            "book",
            _("For programs: every operation, who may call it, and an example."),
            (
                _("A token says who asks: an administrator makes one in Administration > API Tokens."),
                _("What may be done, and by which role, is as in the portal's own pages."),
            ),
            readers=READERS,
            article="reference/api",
        ),
    ),
)
