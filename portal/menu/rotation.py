"""Pools, places, and the keys that media are encrypted to."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import ADMINISTRATORS, Entry

POOL_HELP = (
    _("Two or more media that alternate, or seven named by weekday: choose how they take turns."),
    _("With N media in a nightly pool, keep each for at most N - 1 nights; else nights are refused."),
    _("Whatever is set here: the last verified backup of a data type is kept until a newer one is verified."),
)
POOLS = Entry(
    _("Pools"),
    "pools:list",
    "list",
    _("How media take turns, and for how long they are kept."),
    (
        _("A pool is the media that take turns in a drive. Its name stands on each of them."),
        _("Inside the nights for which a backup is kept, its medium is not written again."),
        _("What may go wrong with a pool as it is stands below its rules."),
    ),
    entries=(
        Entry(_("Add a pool"), "pools:add", help=POOL_HELP, listed=False),
        Entry(_("Change a pool"), "pools:edit", help=POOL_HELP, listed=False, addresses=("pools:remove",)),
    ),
    actors=ADMINISTRATORS,
    article="administration/pools",
)
PLACES = Entry(
    _("Places"),
    "pools:places",
    "shelf",
    _("Name the shelves and vaults that media are brought to."),
    (
        _("Give each shelf and vault the name that people use for it."),
        _("A vault is a safe place away from the drive, for what must survive a fire."),
    ),
    entries=(
        Entry(
            _("Change a place"),
            "pools:place",
            help=(_("Media that are there stay there, under its new name."),),
            listed=False,
            addresses=("pools:remove-place",),
        ),
    ),
    actors=ADMINISTRATORS,
    article="administration/places",
)
KEYS = Entry(
    _("Keys"),
    "keys:list",
    "key",
    _("Encrypt backups, so that a medium that is lost tells nobody anything."),
    (
        _("A key pair is made here and its secret half shown once: print it, and put it into a safe."),
        _("Backups need the public half only; this server cannot open its own media with it."),
        _("Give each pool two keys (Backup/Restore > Pools): any one of them opens its backups."),
        _("Without any of its keys a backup is lost, for everybody and for ever."),
    ),
    entries=(
        Entry(
            _("Make a key"),
            "keys:make",
            help=(
                _("The secret key is shown once, on the page after this form. Have a printer at hand."),
                _("Nothing is encrypted yet: the key is to be confirmed, and given to a pool."),
            ),
            listed=False,
        ),
        Entry(
            _("Import a key"),
            "keys:import",
            help=(
                _("Make a pair elsewhere with age-keygen, and paste the public key: age1 and so on."),
                _("Try the secret key once, before you rely on it: restore a file with it."),
            ),
            listed=False,
        ),
        Entry(
            _("Confirm a key"),
            "keys:confirm",
            help=(_("Type the end from the paper, not from the screen: so the paper is proven."),),
            listed=False,
        ),
        Entry(
            _("Retire a key"),
            "keys:retire",
            help=(
                _("A retired key is not used for new backups. Older ones still need its secret."),
                _("Keep the paper key for as long as there is a medium that was written with it."),
            ),
            listed=False,
        ),
    ),
    actors=ADMINISTRATORS,
    addresses=("keys:drill",),
    asks_again=True,
    article="administration/keys",
)
