"""What the pages say of a server: each item of the catalogue with its sources, and what was saved last."""

import os
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.catalogue import DataItem, DataType, ServerKind, items_of
from mmbackup.engine.format.private_keys import lie_where_keys_lie
from mmbackup.engine.sources.registry import walk_of
from mmbackup.models import Pool, Run, Server, Site, Source
from mmbackup.models.run import BACKUPS
from portal.servers.source_kinds import KINDS

_PATTERNS = {"include": _("only %(patterns)s"), "exclude": _("without %(patterns)s")}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """lines say in short what it reads. plain_keys: private keys are among it, in plain on some media."""

    source: Source
    kind: str | Promise
    lines: tuple[str, ...]
    plain_keys: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    """sources is empty where nothing of the item is saved."""

    item: DataItem
    sources: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One data type on a server; saved is the last backup's tally of it, None when it had none."""

    data_type: DataType
    items: tuple[ItemRow, ...]
    saved: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ServerView:
    server: Server
    types: tuple[TypeRow, ...]
    last: Run | None

    @property
    def items(self) -> list[ItemRow]:
        return [item for kind in self.types for item in kind.items]

    @property
    def not_saved(self) -> list[DataItem]:
        return [row.item for row in self.items if not row.sources]

    @property
    def saved_items(self) -> int:
        return len(self.items) - len(self.not_saved)


def servers_of(site: Site) -> list[ServerView]:
    servers = Server.objects.filter(site=site).prefetch_related("items__sources")
    last = last_backup(site)
    return [view_of(server, last) for server in servers]


def has_plain_pool(site: Site) -> bool:
    """One whose media anybody can read."""
    return Pool.objects.filter(site=site, keys=None).exists()


def last_backup(site: Site) -> Run | None:
    """The last that saved anything."""
    ended = Run.objects.filter(site=site, kind__in=BACKUPS, state=Run.State.ENDED).exclude(tallies=[])
    return ended.order_by("-ended_at").first()


def view_of(server: Server, last: Run | None, *, has_plain: bool = False) -> ServerView:
    """has_plain: the site has a pool whose media are not encrypted."""
    sources = {
        item.slug: tuple(_row(source, has_plain=has_plain) for source in item.sources.all())
        for item in server.items.all()
    }
    tallies = {
        row["data_type"]: row for row in (last.tallies if last else ()) if row["server"] == server.name
    }
    rows = [ItemRow(item, sources.get(item.slug, ())) for item in items_of(ServerKind(server.kind))]
    types = (
        TypeRow(kind, tuple(row for row in rows if row.item.data_type is kind), tallies.get(kind.slug))
        for kind in DataType
    )
    return ServerView(server, tuple(row for row in types if row.items), last)


def _row(source: Source, *, has_plain: bool) -> SourceRow:
    """A command's words make one line, a list a line each, patterns a line that says what they do."""
    settings = source.settings
    if source.kind == "command":
        lines = [" ".join(map(str, settings.get("argv", ())))]
    else:
        told = (value for key, value in settings.items() if key not in _PATTERNS)
        lines = [str(line) for value in told for line in as_lines(value)]
    lines += [
        says % {"patterns": " ".join(map(str, settings[key]))}
        for key, says in _PATTERNS.items()
        if settings.get(key)
    ]
    roots = map(os.fsencode, walk_of(source.kind, settings).roots)
    plain_keys = has_plain and lie_where_keys_lie(roots)
    return SourceRow(source, KINDS.get(source.kind, source.kind), tuple(lines), plain_keys)


def as_lines(value: object) -> list[object]:
    """A switch says nothing without its name."""
    if isinstance(value, list):
        return value
    return [] if isinstance(value, bool) else [value]
