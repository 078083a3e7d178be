"""Restore: recovery points, choosing, plan, and the restore under way."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import ADMINISTRATORS, OPERATORS, Entry

PICK_HELP = (
    _("What is ticked is picked, and stays picked from page to page; the list below shows all of it."),
    _("A folder takes all that lies in it. Size, date and night are those of the newest backup that has it."),
    _("The address of the page holds what was picked: bookmark it to come back."),
)
RESTORE = Entry(
    _("Restore"),
    "restore:points",
    "restore",
    _("Bring back anything from the media, from a whole system down to one message."),
    (
        _("On top stands where each data type was last saved whole. To restore that, take the newest."),
        (
            _(
                "To go back to an earlier moment, choose its night in the table, or a date and time. "
                "What a partial backup left out is then taken from the backups before it."
            )
        ),
        _("A half moon is a backup that holds a part only. What is lost or damaged says so."),
    ),
    headline=_("Recovery points"),
    entries=(
        Entry(
            _("Choose"),
            "restore:choose",
            help=(
                _("Tick whole data types of servers, or browse and search for single files and messages."),
                _("What is picked is listed below. Then go on to the plan: nothing is restored before that."),
            ),
            headline=_("Choose what to restore"),
            listed=False,
            addresses=("restore:pick",),
        ),
        Entry(
            _("By subscriber"),
            "restore:subscribers",
            help=(
                _("Give the beginning of a subscriber's name or number. A tick takes all that is theirs."),
                _("Whose a folder is, its source says: see Subscribers in the source's settings."),
                *PICK_HELP,
            ),
            headline=_("Restore by subscriber"),
            listed=False,
            article="maintenance/restore-subscriber",
        ),
        Entry(_("Browse"), "restore:browse", help=PICK_HELP, headline=_("Browse the backups"), listed=False),
        Entry(
            _("Search"),
            "restore:search",
            help=(
                _("Give a part of the path, or a subscriber's number or name, or both."),
                _("Dates are those of a file's last change, on the site's clock."),
                *PICK_HELP,
            ),
            headline=_("Search the backups"),
            listed=False,
        ),
        Entry(
            _("Plan"),
            "restore:plan",
            help=(
                _("Choose where to. Into a folder is always safe; look there at what came back."),
                _("In place goes over what is there now, and is asked once more."),
                (
                    _(
                        "The table shows which media are needed, in which order, and where they are "
                        "kept. Fetch them first, and put the first one into the drive."
                    )
                ),
                _("A dry run says in its log what would happen; it needs no medium, and writes nothing."),
            ),
            headline=_("Plan of the restore"),
            listed=False,
        ),
        Entry(
            _("Confirm"),
            "restore:confirm",
            help=(
                _("Read which moment it goes back to, and what becomes of newer files."),
                _("Type the word exactly as it stands, to show that it is meant."),
            ),
            headline=_("Restore in place"),
            listed=False,
            actors=ADMINISTRATORS,
            asks_again=True,
            article="maintenance/restore-server",
        ),
        Entry(
            _("Restore in progress"),
            "restore:run",
            help=(
                _("The page follows the restore by itself. You may leave it: the restore goes on."),
                (
                    _(
                        "When a medium is asked for, put it into the drive: the restore goes on by itself. "
                        "If it does not, press 'It is in now'."
                    )
                ),
                _("What could not be restored stands in the log, with its reason; the rest is restored."),
            ),
            listed=False,
            addresses=("restore:progress-json", "restore:continue", "restore:insert", "restore:eject"),
        ),
        Entry(
            _("Key"),
            "restore:key",
            help=(
                _("Paste the secret key, or choose its file; the paper key's text may be typed."),
                _("It goes to this one restore, is kept in memory only, and forgotten at its end."),
            ),
            headline=_("Key for the restore"),
            listed=False,
        ),
        Entry(
            _("Cancel the restore"),
            "restore:cancel",
            help=(_("Each file that came back is whole. Nothing that came back is taken away again."),),
            listed=False,
        ),
    ),
    actors=OPERATORS,
    article="maintenance/restore-files",
)
