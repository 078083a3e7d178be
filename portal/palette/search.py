"""All that a few letters may mean to somebody of a role, in groups."""

from datetime import date

from django.utils.translation import gettext as _

from mmbackup.models import Site
from mmbackup.models.member import Role
from portal.access import may
from portal.menu import rule_of
from portal.palette.hit import Group, Hit
from portal.palette.media import media_like
from portal.palette.pages import pages_like
from portal.palette.runs import runs_like
from portal.palette.subscribers import subscribers_named

LONGEST_TEXT = 100


def search(*, site: Site, role: Role, text: str, today: date) -> list[Group]:
    """Without letters: every page there is."""
    text = " ".join(text.replace("\0", "").split())[:LONGEST_TEXT]
    groups = [(_("Pages"), pages_like(role, tuple(text.casefold().split())))]
    if text:
        groups += _things(site, role, text, today)
    return [Group(title, tuple(hits)) for title, hits in groups if hits]


def _things(site: Site, role: Role, text: str, today: date) -> list[tuple[str, list[Hit]]]:
    found = []
    if may(role, "GET", rule_of("media:medium")):
        found.append((_("Media"), media_like(site, text)))
    if may(role, "GET", rule_of("logs:view")):
        found.append((_("Runs"), runs_like(site, text, today)))
    if may(role, "GET", rule_of("restore:search")):
        found.append((_("Subscribers"), subscribers_named(site, text)))
    return found
