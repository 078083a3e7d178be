"""Subscribers of the newest backup, each leading to what all backups hold of theirs."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from mmbackup.models import Site
from mmbackup.services.index.subscribers import subscribers_like
from portal.palette.hit import MOST_OF_A_KIND, Hit

FEWEST_LETTERS = 2


def subscribers_named(site: Site, text: str) -> list[Hit]:
    if len(text) < FEWEST_LETTERS:
        return []
    found = subscribers_like(site=site, text=text, limit=MOST_OF_A_KIND)
    return [_hit(name, is_told=found.is_told) for name in found.names]


def _hit(name: str, *, is_told: bool) -> Hit:
    """A search where no backup tells whose its files are."""
    page, field = ("restore:subscribers", "name") if is_told else ("restore:search", "subscriber")
    address = f"{reverse(page)}?{urlencode({field: name})}"
    return Hit(name, _("what the backups hold of theirs"), address, "person")
