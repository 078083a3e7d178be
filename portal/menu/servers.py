"""Server Administration: messaging servers and what of them is saved, sites, drives."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import ADMINISTRATORS, EVERYBODY, READERS, Entry

SOURCE_HELP = (
    _("A source says how a data item is read: files, a database, a directory, or what a command says."),
    _("Press Test before you save: it shows what would be saved with the values as they stand here."),
    _("A source that fails costs itself, not the night; but then no night ends successfully."),
)
SERVER_HELP = (
    _("Give the server the name that people know. It stands in the paths of what is saved."),
    _("Commands are lists of words, never read by a shell, and run as the user of the backup's service."),
)
SERVERS = Entry(
    _("Messaging Servers"),
    "servers:list",
    "server",
    _("Each server with its data items: what is saved, from where, and what is not."),
    (
        _("MSS is the message store; MAS an application server. Each has its own list of data items."),
        _("An item without a source is not saved. Choose the server to say where it lies."),
        _("Servers are saved in this order, within each data type."),
    ),
    entries=(
        Entry(
            _("Server"),
            "servers:server",
            help=(
                _("Each data item of this kind of server, and where it is read from."),
                _("Choose a source to change it, or to test what it would save."),
            ),
            listed=False,
        ),
        Entry(
            _("Add a server"),
            "servers:add",
            help=SERVER_HELP,
            listed=False,
            asks_again=True,
            readers=ADMINISTRATORS,
        ),
        Entry(
            _("Change a server"),
            "servers:edit",
            help=SERVER_HELP,
            listed=False,
            asks_again=True,
            readers=ADMINISTRATORS,
        ),
        Entry(
            _("Remove a server"),
            "servers:remove",
            help=(_("What was saved of it stays on its media, and can be restored to a folder."),),
            listed=False,
            asks_again=True,
            readers=ADMINISTRATORS,
        ),
        Entry(
            _("Connection"),
            "servers:connection",
            help=(
                _("Each host is shown a key of its own, which may do nothing there but read for the backup."),
                _("Compare the host's fingerprint with what the host itself says before you believe it."),
            ),
            listed=False,
            asks_again=True,
            article="administration/hosts",
        ),
        Entry(
            _("Add a source"),
            "servers:add-source",
            help=SOURCE_HELP,
            listed=False,
            asks_again=True,
            readers=ADMINISTRATORS,
        ),
        Entry(
            _("Source"),
            "servers:source",
            help=SOURCE_HELP,
            listed=False,
            asks_again=True,
            addresses=("servers:remove-source", "servers:begin-test"),
        ),
        Entry(
            _("What runs there"),
            "servers:look",
            help=(
                _("It was only read. What is new is ticked: untick what is not to be saved."),
                _("What is configured already stays as it is, also where it differs from what is proposed."),
                _("Look again from time to time: what was set up since then is found, and shown as new."),
            ),
            listed=False,
            asks_again=True,
            readers=ADMINISTRATORS,
            addresses=("servers:begin-look", "servers:look-json", "servers:adopt-look"),
        ),
        Entry(
            _("Test of a source"),
            "servers:test",
            help=(
                _("The worker lists the source as the backup would. The page follows it by itself."),
                _("The newest come first, as they are saved. Names are shown as in the log."),
                _("Go back to the values to save or to change them."),
            ),
            listed=False,
            addresses=("servers:test-json", "servers:cancel-test"),
        ),
    ),
    actors=ADMINISTRATORS,
    addresses=("servers:move",),
    article="administration/servers",
)
SITE_HELP = (
    _("A site is one messaging system: its servers, its drives, its clock."),
    _("All its times are shown by its own clock. Another time zone moves its nights from now on."),
)
SITES = Entry(
    _("Sites"),
    "sites:list",
    "site",
    _("The messaging systems that this installation saves, each with its own clock and nights."),
    (
        *SITE_HELP,
        _("Pages show one site at a time. Choose here which one; on other computers nothing changes."),
    ),
    entries=(
        Entry(
            _("Add a site"),
            "sites:add",
            help=SITE_HELP,
            listed=False,
            asks_again=True,
            readers=ADMINISTRATORS,
        ),
        Entry(
            _("Change a site"),
            "sites:edit",
            help=SITE_HELP,
            listed=False,
            asks_again=True,
            readers=ADMINISTRATORS,
        ),
        Entry(
            _("Remove a site"),
            "sites:remove",
            help=(_("Only a site that has no server, no medium and no run: nothing saved is ever lost so."),),
            listed=False,
            asks_again=True,
            readers=ADMINISTRATORS,
        ),
        Entry(_("Show another site"), "sites:choose", listed=False, readers=EVERYBODY, actors=EVERYBODY),
    ),
    actors=ADMINISTRATORS,
    article="administration/sites",
)
DRIVE_HELP = (
    _("A mounted disc or disk is a directory; a device that the backup mounts itself, a block device."),
    _("An emulated drive has a shelf of made-up media, to learn with."),
    _("After saving, the drive is looked into: the page says what was found there."),
)
DRIVE_SETTINGS = Entry(
    _("Drive Settings"),
    "drive_settings:list",
    "drive",
    _("Which drives there are, where they are, and whose media they take."),
    (
        _("The nightly backup goes onto the drive that the schedule names."),
        _("What is in a drive now, Backup/Restore > Drives shows."),
    ),
    entries=(
        Entry(
            _("Add a drive"),
            "drive_settings:add",
            help=DRIVE_HELP,
            listed=False,
            asks_again=True,
            readers=ADMINISTRATORS,
        ),
        Entry(
            _("Change a drive"),
            "drive_settings:edit",
            help=DRIVE_HELP,
            listed=False,
            asks_again=True,
            readers=ADMINISTRATORS,
            addresses=("drive_settings:remove",),
        ),
    ),
    actors=ADMINISTRATORS,
    article="administration/drives",
)
SERVER_ADMINISTRATION = Entry(
    _("Server Administration"),
    icon="server",
    summary=_("What is saved, of which servers and sites, onto which drives."),
    entries=(SERVERS, SITES, DRIVE_SETTINGS),
    readers=READERS,
)
