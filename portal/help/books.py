"""The four books, in the order in which somebody new would read them."""

from django.utils.translation import gettext_lazy as _

from portal.help.book import Article, Book

GETTING_STARTED = Book(
    "getting-started",
    _("Getting Started"),
    "compass",
    _("What mmbackup does, the first day, and each morning after it."),
    (
        Article(
            "getting-started/what-it-does",
            _("What mmbackup does"),
            _("The night, the morning, and what the word successfully means here."),
        ),
        Article(
            "getting-started/first-day",
            _("The first day"),
            _("From the first sign-in to the first verified backup, step by step."),
        ),
        Article(
            "getting-started/morning",
            _("The morning procedure"),
            _("Verify, remove, label, store, insert the next: a minute each morning."),
        ),
        Article(
            "getting-started/main-page",
            _("Reading the main page"),
            _("The sentence on top, the tiles, tonight, and the strip of nights."),
        ),
        Article(
            "getting-started/finding",
            _("Finding your way"),
            _("The menu, jumping with a few letters, help, dark colours, the keyboard."),
        ),
    ),
)
ADMINISTRATION = Book(
    "administration",
    _("Administration"),
    "gear",
    _("Set up what is saved, when, onto what, by whom; and who is told."),
    (
        Article(
            "administration/people",
            _("People and roles"),
            _("Add people, give the least role that does, and see them off."),
        ),
        Article(
            "administration/sign-in",
            _("Sign-in and second factor"),
            _("Passwords, apps, passkeys, recovery codes; locked out and back in."),
        ),
        Article(
            "administration/servers",
            _("Messaging servers and their sources"),
            _("What of each server is saved, how it is read, and how to try it."),
        ),
        Article(
            "administration/hosts",
            _("Servers on other machines"),
            _("Read over SSH by a key that may do nothing else, from a host that is known."),
        ),
        Article(
            "administration/sites",
            _("Sites"),
            _("One installation for several messaging systems, each with its own clock."),
        ),
        Article(
            "administration/drives",
            _("Drives"),
            _("Which devices media are put into, and how mmbackup reaches them."),
        ),
        Article(
            "administration/schedule",
            _("The schedule"),
            _("When the night runs, how a missed one is caught up, and when drills are."),
        ),
        Article(
            "administration/pools",
            _("Pools: how media take turns"),
            _("Two that alternate or seven by weekday; retention; the last good copy."),
        ),
        Article(
            "administration/places",
            _("Places"),
            _("Name shelves and vaults, so that a medium is found again."),
        ),
        Article(
            "administration/keys",
            _("Encryption and keys"),
            _("Make, print, confirm and retire keys, and never lose the last one."),
        ),
        Article(
            "administration/notifications",
            _("Notifications"),
            _("Mail, webhook, SNMP, syslog and more: channels, rules, the morning digest."),
        ),
        Article(
            "administration/settings",
            _("Settings, and the configuration as a file"),
            _("What is set in the portal, what by environment, and how to carry it over."),
        ),
        Article(
            "administration/history",
            _("The Administration History"),
            _("Who changed what, when, from where; old and new value."),
        ),
    ),
)
MAINTENANCE = Book(
    "maintenance",
    _("Maintenance"),
    "wrench",
    _("The daily and the rare work: backups by hand, media, restores, alarms."),
    (
        Article(
            "maintenance/back-up-now",
            _("Back up now"),
            _("Save everything by hand, follow it, cancel it."),
        ),
        Article(
            "maintenance/attended",
            _("Attended backup"),
            _("Save what you choose over as many media as it takes."),
        ),
        Article(
            "maintenance/bad-night",
            _("When the night was not good"),
            _("What each bad outcome asks for, and how the night is made up for."),
        ),
        Article(
            "maintenance/drives",
            _("At the drive"),
            _("Insert, eject, label, protect, format; what the picture says."),
        ),
        Article(
            "maintenance/media",
            _("Looking after media"),
            _("Store, find, replace, retire; what would be lost with one."),
        ),
        Article(
            "maintenance/restore-files",
            _("Restore files and messages"),
            _("From one greeting to one subscriber's mailbox, into a folder."),
        ),
        Article(
            "maintenance/restore-subscriber",
            _("Restore one subscriber's mailbox"),
            _("By name, with mail, sieve scripts, voiced name and greetings."),
        ),
        Article(
            "maintenance/restore-server",
            _("Restore a server in place"),
            _("Put a whole server or data type back where it was."),
        ),
        Article(
            "maintenance/new-server",
            _("After the loss of the backup server"),
            _("Install anew and import the media; or restore without mmbackup."),
        ),
        Article(
            "maintenance/verify",
            _("Verify a medium"),
            _("Read it whole again, and compare it with what was written."),
        ),
        Article(
            "maintenance/drills",
            _("Restore drills"),
            _("The weekly proof that what was saved comes back."),
        ),
        Article(
            "maintenance/logs",
            _("Read the logs"),
            _("The verdict, the errors, searching a million lines with keys."),
        ),
        Article(
            "maintenance/alarms",
            _("When an alarm is active"),
            _("Read it, do its repair procedure, acknowledge; how it resolves."),
        ),
        Article(
            "maintenance/diagnostics",
            _("Check everything"),
            _("Drive, medium, broker, worker, disk space, clock: each with what to do."),
        ),
        Article(
            "maintenance/reports",
            _("Reports, and an auditor's questions"),
            _("Nights, recovery points, media, and one page that answers an auditor."),
        ),
    ),
)
REFERENCE = Book(
    "reference",
    _("Reference"),
    "book",
    _("Words, outcomes, data types, roles, commands, and the codes."),
    (
        Article(
            "reference/words",
            _("Words used here"),
            _("Set, part, pool, run, drill and the rest, each in a line."),
        ),
        Article(
            "reference/outcomes",
            _("Outcomes of a run"),
            _("All nine, worst first, and what each does to alarms."),
        ),
        Article(
            "reference/data-types",
            _("Data types and items"),
            _("What is saved of which server, in order of priority."),
        ),
        Article(
            "reference/roles",
            _("Who may do what"),
            _("Each page of the menu, and who may open it and act there."),
        ),
        Article(
            "reference/medium",
            _("What lies on a medium"),
            _("The files of a backup set, and restoring with plain tools."),
        ),
        Article(
            "reference/commands",
            _("Commands of the shell"),
            _("The same work from a terminal, and its exit statuses."),
        ),
        Article("reference/api", _("The API"), _("The same work from a program: tokens, pages, errors.")),
        Article(
            "reference/times-and-sizes",
            _("Times and sizes"),
            _("Which clock a time is on, and what a gigabyte is here."),
        ),
    ),
)
BOOKS = (GETTING_STARTED, ADMINISTRATION, MAINTENANCE, REFERENCE)
BOOKS_BY_SLUG = {book.slug: book for book in BOOKS}
ARTICLES = {article.path: article for book in BOOKS for article in book.articles}


def book_of(article: Article) -> Book:
    return next(book for book in BOOKS if article in book.articles)
