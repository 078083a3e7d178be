"""Subscribers of the newest backup, each leading to a search of all backups for what is theirs."""

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
    return [_hit(name) for name in subscribers_like(site=site, text=text, limit=MOST_OF_A_KIND)]


def _hit(name: str) -> Hit:
    address = f"{reverse('restore:search')}?{urlencode({'subscriber': name})}"
    return Hit(name, _("what the backups hold of theirs"), address, "person")
