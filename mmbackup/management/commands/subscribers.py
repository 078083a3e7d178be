"""`manage.py subscribers`: who has something in the backups, by the beginning of their names."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import CommandError, CommandParser
from humanize import naturalsize

from mmbackup.engine.format.names import escape
from mmbackup.engine.index.subscribers import Subscriber
from mmbackup.engine.index.view import View
from mmbackup.management.listing_files import PAGE
from mmbackup.management.printing import print_lines
from mmbackup.management.product_command import ProductCommand
from mmbackup.management.site_argument import add_site, site_meant
from mmbackup.management.which_sets import known_sets, sets_named
from mmbackup.services.index.keep import open_view

NOTHING = 1
LATEST = 253_402_214_400  # seconds: what a calendar knows


class Command(ProductCommand):
    help = (
        "List the subscribers of all backups that are known, or of one: files, size, newest message, name. "
        "Their sources say whose a folder is (subscribers). Exit status 1 when nobody was found."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument("prefix", nargs="?", default="", metavar="NAME", help="its beginning is enough")
        parser.add_argument("--set", metavar="SET", help="of this backup alone: its name or identity")
        parser.add_argument("--server", default="", help="of this server alone")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = site_meant(options)
        line = _json if options["json"] else _line
        rows = sets_named(site, options["set"]) if options["set"] else known_sets(site)
        with open_view(rows) as view:
            found = (line(one, ZoneInfo(site.time_zone)) for one in _all(view, options))
            if not print_lines(found, self.stdout):
                raise CommandError(_nobody(view), returncode=NOTHING)


def _all(view: View, options: dict[str, Any]) -> Iterator[Subscriber]:
    after = ""
    while True:
        page = view.subscribers(options["prefix"], after, PAGE, options["server"])
        yield from page.subscribers
        after = page.after
        if not after:
            return


def _nobody(view: View) -> str:
    if view.knows_subscribers:
        return "Nobody was found."
    return (
        "No backup tells whose its files are: see manage.py find --subscriber, and subscribers of a source."
    )


def _line(one: Subscriber, zone: ZoneInfo) -> str:
    when = f"{_moment(one).astimezone(zone):%Y-%m-%d %H:%M}"
    return f"{one.files:>9,}  {naturalsize(one.size):>9}  {when}  {one.name}"


def _json(one: Subscriber, _zone: ZoneInfo) -> str:
    places = [{"path": escape(place.path), "server": place.server} for place in one.places]
    fields = {
        "name": one.name,
        "files": one.files,
        "size": one.size,
        "newest": _moment(one).isoformat(),
        "places": places,
    }
    return json.dumps(fields, ensure_ascii=False)


def _moment(one: Subscriber) -> datetime:
    return datetime.fromtimestamp(max(0, min(one.newest_ns // 10**9, LATEST)), UTC)
