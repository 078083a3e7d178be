"""`manage.py find`: files of all backups that are known, by a part of the path, subscriber, time and more."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import CommandError, CommandParser

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.index.shapes import Child, Query
from mmbackup.management.listing_files import PAGE, all_of, json_line, long_line, short_line
from mmbackup.management.printing import print_lines
from mmbackup.management.product_command import ProductCommand
from mmbackup.management.site_argument import add_site, site_meant
from mmbackup.management.which_sets import known_sets, sets_named
from mmbackup.models import BackupSet, Site
from mmbackup.services.index.keep import open_view

NOTHING, USAGE = 1, 2


class Command(ProductCommand):
    help = (
        "Find files in all backups that are known, each path once, from the newest backup that holds it; or "
        "in one backup, or those on one medium. Exit status 1 when nothing was found."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument("pattern", nargs="?", default="", metavar="PATTERN", help="a part of the path")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--set", metavar="SET", help="in this backup alone: its name or identity")
        which.add_argument("--medium", help="in the backups on this medium alone")
        parser.add_argument("--server")
        parser.add_argument("--type", choices=[data_type.slug for data_type in DataType])
        parser.add_argument("--subscriber", help="a folder's name, or a file's up to its first dot")
        parser.add_argument(
            "--since", metavar="DATE", help="changed on this day or later, such as 2026-11-30"
        )
        parser.add_argument("--until", metavar="DATE", help="changed on this day or earlier")
        parser.add_argument("-l", dest="long", action="store_true", help="mode, size, time and medium, too")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = site_meant(options)
        query = _query(options, ZoneInfo(site.time_zone))
        if not print_lines(_lines(site, query, options), self.stdout):
            raise CommandError("Nothing was found.", returncode=NOTHING)


def _lines(site: Site, query: Query, options: dict[str, Any]) -> Iterator[str]:
    zone = ZoneInfo(site.time_zone)
    for child in _found(_rows(site, options), query):
        if options["json"]:
            yield json_line(child)
        elif options["long"]:
            yield long_line(child, zone, whole_path=True)
        else:
            yield short_line(child, whole_path=True)


def _found(rows: list[BackupSet], query: Query) -> Iterator[Child]:
    with open_view(rows) as view:
        if not view.indexes:
            raise CommandError("Of no backup that was asked for the files are known here: import its medium.")
        yield from all_of(lambda after: view.search(query, after, PAGE))


def _rows(site: Site, options: dict[str, Any]) -> list[BackupSet]:
    if options["set"]:
        return sets_named(site, options["set"])
    rows = known_sets(site)
    if not options["medium"]:
        return list(rows)
    found = [row for row in rows if options["medium"] in {row.medium.name, str(row.medium.uuid)}]
    if not found:
        raise CommandError(f"There is no medium with a backup that is called {options['medium']}.")
    return found


def _query(options: dict[str, Any], zone: ZoneInfo) -> Query:
    until = _day(options["until"])
    query = Query(
        text=options["pattern"],
        subscriber=options["subscriber"] or "",
        since_ns=_nanoseconds(_day(options["since"]), zone),
        until_ns=_nanoseconds(until and until + timedelta(days=1), zone),
        data_type=options["type"] or "",
        server=options["server"] or "",
    )
    if query == Query():
        raise CommandError("Say what to find: a part of a path, --subscriber, --since …", returncode=USAGE)
    return query


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CommandError(f"{text} is no date such as 2026-11-30.", returncode=USAGE) from error


def _nanoseconds(day: date | None, zone: ZoneInfo) -> int | None:
    """The day's beginning at the site."""
    return int(datetime.combine(day, time(), zone).timestamp()) * 10**9 if day else None
