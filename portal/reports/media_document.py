"""The Media Report on paper and in a file: every medium that is asked for, after how many there are where."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mmbackup.models import Site
from mmbackup.services.reports.csv_lines import Cell
from mmbackup.services.reports.media import MediaAsked, MediumTold, every_told, media_asked_for
from mmbackup.services.reports.media_totals import (
    PlaceTotal,
    PoolTotal,
    totals_by_place,
    totals_by_pool,
)
from mmbackup.services.reports.zone import zone_of
from portal.media.medium_looks import is_worn
from portal.reports.document import Column, Document, Section, Table, rows
from portal.reports.media_rows import age_in_days, age_words, holds_words
from portal.reports.words import NOTHING, day_words, moment_words, size_words

HEAD = (
    *("medium", "identity", "pool", "status", "why", "place", "where", "in custody of", "act", "since"),
    *("times written", "first used", "age in days", "last written", "replace by", "is past that"),
    *("read errors", "capacity", "free", "sets", "verified sets", "encrypted sets", "bytes", "holds"),
    *("oldest set", "newest set"),
)
COLUMNS = (
    Column("Medium", 1.5),
    Column("Pool", 1.1),
    Column("Status", 1.0),
    Column("Place", 1.3),
    Column("In custody of, since", 1.7),
    Column("Written", 0.8, is_number=True),
    Column("Errors", 0.7, is_number=True),
    Column("Age", 0.9),
    Column("Replace by", 1.3),
    Column("Last written", 1.3),
    Column("Holds", 2.4),
)
POOLS = (
    Column("Pool", 2.5),
    *(
        Column(title, 1, is_number=True)
        for title in ("Media", "Writable", "Full", "Damaged", "Retired", "Lost")
    ),
    Column("Capacity", 1.2, is_number=True),
)
PLACES = (Column("Place", 4), Column("Media", 1, is_number=True))


def media_document(*, site: Site, asked: MediaAsked, now: datetime) -> Document:
    found, zone = media_asked_for(site=site, asked=asked), zone_of(site)
    today = now.astimezone(zone).date()
    narrowed = ", ".join(
        word for word in (asked.pool and f"pool {asked.pool}", asked.status, asked.place) if word
    )
    told = (
        ("Site", site.name),
        ("As of", f"{moment_words(now, zone)} ({zone.key})"),
        ("Media", narrowed or "all that are known"),
    )
    each = Table("", COLUMNS, rows(_paper_cells(told, zone, today) for told in every_told(found)))
    totals = (pools_table(totals_by_pool(found)), places_table(totals_by_place(found)))
    sections = (Section("How many, and where", totals), Section("Each medium", (each,)))
    return Document("Media Report", told, sections, is_landscape=True)


def pools_table(totals: tuple[PoolTotal, ...]) -> Table:
    return Table("By pool", POOLS, rows(_pool_cells(total) for total in totals), empty="No medium.")


def places_table(totals: tuple[PlaceTotal, ...]) -> Table:
    cells = rows((total.words, f"{total.media:,}") for total in totals)
    return Table("By place", PLACES, cells, empty="No medium.")


def csv_cells(told: MediumTold, today: date) -> tuple[Cell, ...]:
    return (*_of_medium(told, today), *_of_contents(told))


def _of_medium(told: MediumTold, today: date) -> Iterator[Cell]:
    medium, hands = told.medium, told.custody
    yield from (medium.name, medium.uuid, medium.pool, medium.status, medium.status_reason)
    yield from (medium.place, told.where)
    yield from (hands.by, hands.act, hands.at) if hands else (None, None, None)
    yield from (medium.write_count, medium.first_used_at, age_in_days(medium, today), medium.last_written_at)
    yield from (medium.replace_by, is_worn(medium, today), medium.read_errors, medium.capacity, medium.free)


def _of_contents(told: MediumTold) -> tuple[Cell, ...]:
    held = told.holds
    counts = (held.sets, held.verified, held.encrypted, held.size)
    return (*counts, ", ".join(held.data_types), held.first_at, held.last_at)


def _paper_cells(told: MediumTold, zone: ZoneInfo, today: date) -> tuple[str, ...]:
    medium, hands = told.medium, told.custody
    past = " (past)" if is_worn(medium, today) else ""
    return (
        medium.name,
        medium.pool,
        medium.status,
        told.where,
        f"{hands.by}, {hands.act} {moment_words(hands.at, zone)}" if hands else NOTHING,
        f"{medium.write_count:,}",
        f"{medium.read_errors:,}",
        age_words(medium, today),
        f"{day_words(medium.replace_by)}{past}" if medium.replace_by else "never",
        moment_words(medium.last_written_at, zone),
        holds_words(told.holds),
    )


def _pool_cells(total: PoolTotal) -> tuple[str, ...]:
    counts = (total.media, total.writable, total.full, total.damaged, total.retired, total.lost)
    return (total.pool, *(f"{count:,}" for count in counts), size_words(total.capacity))
