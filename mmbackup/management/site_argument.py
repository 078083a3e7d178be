"""--site: which site a command is for, where there are several."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser

from mmbackup.models import Site
from mmbackup.services.site import all_sites

USAGE = 2
NONE_YET = "No site is configured yet: python manage.py config import site.toml"


def add_site(parser: CommandParser) -> None:
    parser.add_argument("--site", metavar="NAME", help="which site, where there are several")


def site_or_none(options: Mapping[str, Any]) -> Site | None:
    """The named one, or the only one; None while there is none. CommandError where it is not clear."""
    sites, name = all_sites(), options.get("site")
    found = [site for site in sites if name in (None, site.name)]
    known = ", ".join(site.name for site in sites)
    if name is not None and not found:
        words = f"There is no site named {name}; known: {known or 'none'}."
        raise CommandError(words, returncode=USAGE)
    if len(found) > 1:
        raise CommandError(f"Say which site with --site NAME: {known}.", returncode=USAGE)
    return found[0] if found else None


def site_meant(options: Mapping[str, Any]) -> Site:
    site = site_or_none(options)
    if site is None:
        raise CommandError(NONE_YET)
    return site
