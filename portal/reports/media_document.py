"""The Media Report on paper and in a file: every medium that is asked for, after how many there are where."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

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
from portal.reports.document import Block, Column, Document, Section, Table, Words, rows
from portal.reports.media_rows import age_in_days, age_words, holds_words
from portal.reports.words import NOTHING, day_words, moment_words, size_words

MOST_ON_PAPER = 2_000  # media: some eighty pages, made in a few seconds
HEAD = (
    *("medium", "identity", "pool", "status", "why", "place", "where", "in custody of", "act", "since"),
    *("times written", "first used", "age in days", "last written", "replace by", "is past that"),
    *("read errors", "capacity", "free", "sets", "verified sets", "encrypted sets", "bytes", "holds"),
    *("oldest set", "newest set"),
)
COLUMNS = (
    Column(_("Medium"), 1.5),
    Column(_("Pool"), 1.1),
    Column(_("Status"), 1.0),
    Column(_("Place"), 1.3),
    Column(_("In custody of, since"), 1.7),
    Column(_("Written"), 0.8, is_number=True),
    Column(_("Errors"), 0.7, is_number=True),
    Column(_("Age"), 0.9),
    Column(_("Replace by"), 1.3),
    Column(_("Last written"), 1.3),
    Column(_("Holds"), 2.4),
)
POOLS = (
    Column(_("Pool"), 2.5),
    *(
        Column(title, 1, is_number=True)
        for title in (_("Media"), _("Writable"), _("Full"), _("Damaged"), _("Retired"), _("Lost"))
    ),
    Column(_("Capacity"), 1.2, is_number=True),
)
PLACES = (Column(_("Place"), 4), Column(_("Media"), 1, is_number=True))


def media_document(*, site: Site, asked: MediaAsked, now: datetime) -> Document:
    found, zone = media_asked_for(site=site, asked=asked), zone_of(site)
    today = now.astimezone(zone).date()
    narrowed = ", ".join(
        word
        for word in (asked.pool and _("pool %(pool)s") % {"pool": asked.pool}, asked.status, asked.place)
        if word
    )
    told = (
        (_("Site"), site.name),
        (_("As of"), f"{moment_words(now, zone)} ({zone.key})"),
        (_("Media"), narrowed or str(_("all that are known"))),
    )
    listed = rows(_paper_cells(told, zone, today) for told in every_told(found, most=MOST_ON_PAPER))
    each: tuple[Block, ...] = (*_left_out(found.count()), Table("", COLUMNS, listed))
    totals = (pools_table(totals_by_pool(found)), places_table(totals_by_place(found)))
    sections = (Section(_("How many, and where"), totals), Section(_("Each medium"), each))
    return Document(_("Media Report"), told, sections, is_landscape=True)


def _left_out(media: int) -> tuple[Words, ...]:
    """Paper that nobody would turn over is not made; the file has them all."""
    if media <= MOST_ON_PAPER:
        return ()
    words = _(
        "The first %(most)s of %(media)s media, by pool and name. The report's CSV file lists all of them; "
        "choose a pool, a status or a place to have fewer on paper."
    )
    return (Words(words % {"most": f"{MOST_ON_PAPER:,}", "media": f"{media:,}"}),)


def pools_table(totals: tuple[PoolTotal, ...]) -> Table:
    return Table(_("By pool"), POOLS, rows(_pool_cells(total) for total in totals), empty=_("No medium."))


def places_table(totals: tuple[PlaceTotal, ...]) -> Table:
    cells = rows((total.words, f"{total.media:,}") for total in totals)
    return Table(_("By place"), PLACES, cells, empty=_("No medium."))


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
    past = f" ({_('past')})" if is_worn(medium, today) else ""
    return (
        medium.name,
        medium.pool,
        medium.status,
        told.where,
        f"{hands.by}, {hands.act} {moment_words(hands.at, zone)}" if hands else NOTHING,
        f"{medium.write_count:,}",
        f"{medium.read_errors:,}",
        age_words(medium, today),
        f"{day_words(medium.replace_by)}{past}" if medium.replace_by else str(_("never")),
        moment_words(medium.last_written_at, zone),
        holds_words(told.holds),
    )


def _pool_cells(total: PoolTotal) -> tuple[str, ...]:
    counts = (total.media, total.writable, total.full, total.damaged, total.retired, total.lost)
    return (total.pool, *(f"{count:,}" for count in counts), size_words(total.capacity))
