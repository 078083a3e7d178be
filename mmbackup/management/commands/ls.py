"""`manage.py ls`: the backups that are known, and what lies in one of them, without its medium."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import CommandError, CommandParser

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import escape, unescape
from mmbackup.engine.index.shapes import Child
from mmbackup.engine.index.view import View
from mmbackup.management.listing_files import (
    PAGE,
    all_of,
    json_line,
    long_line,
    set_json,
    set_line,
    short_line,
)
from mmbackup.management.printing import print_lines
from mmbackup.management.product_command import ProductCommand
from mmbackup.management.site_argument import add_site, site_meant
from mmbackup.management.which_sets import known_sets, sets_named
from mmbackup.models import Site
from mmbackup.services.index.keep import open_view


class Command(ProductCommand):
    help = (
        "List the backups that are known, the newest first; or what lies in a folder of one. SET is a "
        "backup's name or identity, or a medium's, which stands for the newest backup on it. PATH is "
        r"server/folder/…, with \xNN for what is not printable, as it is listed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument("set", nargs="?", metavar="SET")
        parser.add_argument("path", nargs="?", metavar="PATH", default="")
        parser.add_argument("-l", dest="long", action="store_true", help="mode, size, time and medium, too")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = site_meant(options)
        print_lines(_files(site, options) if options["set"] else _sets(site, options), self.stdout)


def _sets(site: Site, options: dict[str, Any]) -> Iterator[str]:
    zone = ZoneInfo(site.time_zone)
    for row in known_sets(site):
        yield set_json(row) if options["json"] else set_line(row, zone)


def _files(site: Site, options: dict[str, Any]) -> Iterator[str]:
    zone, path = ZoneInfo(site.time_zone), path_of(options["path"])
    rows = sets_named(site, options["set"])
    with open_view(rows) as view:
        if not view.indexes:
            raise CommandError(
                f"Of {rows[0].name} the files are not known here: insert {rows[0].medium.name}, then "
                "python manage.py medium import"
            )
        for child in _children(view, path):
            if options["json"]:
                yield json_line(child)
            else:
                yield long_line(child, zone) if options["long"] else short_line(child)


def _children(view: View, path: bytes) -> Iterator[Child]:
    """Of a folder; of a file the file itself."""
    found = view.child(path) if path else None
    if path and found is None:
        raise CommandError(f"There is no {escape(path)} in this backup.")
    if found is None or found.is_folder:
        yield from all_of(lambda after: view.children(path, after, PAGE))
    else:
        yield found


def path_of(text: str) -> bytes:
    try:
        return b"/".join(part for part in unescape(text).split(b"/") if part)
    except FormatError as error:
        raise CommandError(f"{error}", returncode=2) from error
