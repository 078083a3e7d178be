"""From a command's options to what is asked of a restore: which sets, and which of their files."""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import product
from typing import Any

from django.core.management.base import CommandError

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import NothingPicked
from mmbackup.engine.index.shapes import Pick, Query
from mmbackup.engine.index.view import View
from mmbackup.management.commands.backup import USAGE, _listed, _slugs
from mmbackup.models import Drive, Restore, Site
from mmbackup.services.index.keep import open_view
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.by_subscriber import paths_of_subscribers
from mmbackup.services.restore.contributions import without_of
from mmbackup.services.restore.known_sets import rows_of
from mmbackup.services.restore.recovery_points import (
    Chain,
    Point,
    RecoveryTable,
    chain_for,
    recovery_points,
    strangers_points,
)

MOST_FOUND = 10_000  # files that a search may pick


def asked_of(
    *, drive: Drive, options: dict[str, Any], moment: datetime | None, existing: Restore.Existing
) -> tuple[Asked, RecoveryTable]:
    """And the sets that were chosen from; empty where they were named."""
    slugs, servers = _slugs(options["type"]), _listed(options["server"])
    paths = tuple(_path(text) for text in options["path"])
    table = recovery_points(site=drive.site)
    asked_servers = servers or tuple(dict.fromkeys(os.fsdecode(path.split(b"/")[0]) for path in paths))
    if not options["set"]:
        _check_servers(table, asked_servers)
    chain = _chain(table, strangers_points(site=drive.site), options["set"], moment, (slugs, asked_servers))
    if not chain.points:
        raise NothingPicked("no backup that is known here holds it")
    if options["search"]:
        paths += _found(drive.site, chain, options["search"])
    if options["subscriber"]:
        paths += _theirs(drive.site, chain, options["subscriber"])
    picks = tuple(Pick(*pick) for pick in product(slugs or ("",), servers or ("",), paths or (b"",)))
    asked = Asked(
        drive=drive,
        sets=chain.sets,
        picks=picks,
        target=Restore.Target.IN_PLACE if options["in_place"] else Restore.Target.FOLDER,
        folder=options["to"],
        existing=existing,
        dry_run=options["dry_run"],
        stop_software=options["stop_software"],
        moment=moment,
    )
    return asked, RecoveryTable((), ()) if options["set"] else table


def _chain(
    table: RecoveryTable,
    strangers: tuple[Point, ...],
    names: list[str],
    moment: datetime | None,
    what: tuple[tuple[str, ...], tuple[str, ...]],
) -> Chain:
    if not names:
        types = tuple(DataType.from_slug(slug) for slug in what[0])
        return chain_for(table=table, moment=moment, data_types=types, servers=what[1])
    points = (*table.points, *strangers)
    unknown = set(names) - {known for point in points for known in (point.name, point.set_uuid)}
    if unknown:
        words = f"No set is called {', '.join(sorted(unknown))}: see --list."
        raise CommandError(words, returncode=USAGE)
    chosen = tuple(point for point in points if point.name in names or point.set_uuid in names)
    return Chain(chosen)


def _check_servers(table: RecoveryTable, names: Iterable[str]) -> None:
    known = dict.fromkeys(server for _, server in table.what)
    unknown = [name for name in names if name not in known]
    if unknown:
        words = f"Unknown server {', '.join(unknown)}: known are {', '.join(known)}."
        raise CommandError(words, returncode=USAGE)


def _found(site: Site, chain: Chain, text: str) -> tuple[bytes, ...]:
    rows = rows_of(site=site, set_uuids=chain.sets)
    with open_view(rows, without_of(site=site, set_uuids=chain.sets)) as view:
        found = tuple(_search(view, text))
    if not found:
        raise NothingPicked(f"no path holds {text}")
    if len(found) > MOST_FOUND:
        raise NothingPicked(f"more than {MOST_FOUND:,} files hold {text}; give a longer text, or --path")
    return found


def _theirs(site: Site, chain: Chain, names: list[str]) -> tuple[bytes, ...]:
    rows = rows_of(site=site, set_uuids=chain.sets)
    with open_view(rows, without_of(site=site, set_uuids=chain.sets)) as view:
        return paths_of_subscribers(view=view, names=names)


def _search(view: View, text: str) -> Iterator[bytes]:
    after, count = "", 0
    while count <= MOST_FOUND:
        page = view.search(Query(text=text), after=after, limit=1000)
        yield from (child.path for child in page.entries)
        count += len(page.entries)
        after = page.after
        if not after:
            return


def _path(text: str) -> bytes:
    return os.fsencode(text).strip(b"/")
