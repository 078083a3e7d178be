"""Settings of the whole installation, and the configuration as a file."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import ADMINISTRATORS, READERS, Entry

SETTINGS = Entry(
    _("Settings"),
    "settings:settings",
    "gear",
    _("Settings of the installation; a site's configuration out and in as one file."),
    (
        _("These hold for all sites. What belongs to one site, its schedule and its pages set."),
        _("A configuration that is taken in replaces the site's whole: servers, drives, pools, schedule."),
        _("It is checked first, and shown line by line what would change. Runs, logs and media stay."),
    ),
    entries=(
        Entry(
            _("Import a configuration"),
            "settings:import",
            help=(
                _("Lines with a minus are what is configured now; lines with a plus would take their place."),
                _("Commands in it are run as the user of the backup's service: take in only what you know."),
            ),
            listed=False,
            asks_again=True,
            readers=ADMINISTRATORS,
        ),
        Entry(_("Export the configuration"), "settings:export", listed=False),
    ),
    readers=READERS,
    actors=ADMINISTRATORS,
    article="administration/settings",
)
