"""Of the evaluation: where the media are, how they take turns, and what is encrypted."""

from zoneinfo import ZoneInfo

from mmbackup.models import Medium
from mmbackup.services.reports.evaluation.figures import Evaluation
from mmbackup.services.reports.evaluation.keys import KeyTold
from mmbackup.services.reports.evaluation.rules import PoolTold
from mmbackup.services.reports.share import share_words
from portal.reports.document import Column, Facts, Section, Table, rows
from portal.reports.media_document import places_table, pools_table
from portal.reports.words import NOTHING, count_words, moment_words

POOLS = (
    Column("Pool", 1.2),
    Column("Taken by", 1.8),
    Column("Turns", 1),
    Column("Kept for", 0.9),
    Column("Replaced after", 1),
    Column("Blank media", 1.1),
    Column("Encrypted to", 2),
)
KEYS = (
    Column("Key", 1.2),
    Column("Origin", 0.9),
    Column("Made", 1.8),
    Column("Confirmed", 1.3),
    Column("Retired", 1.6),
    Column("Pools", 1.2),
    Column("Public key", 2.2),
)


def media_section(figures: Evaluation) -> Section:
    every = sum(total.media for total in figures.media_by_place)
    away = _at(figures, Medium.Place.IN_VAULT)
    facts = Facts(
        (
            ("Media known", f"{every:,}"),
            ("Away from the drives, in a vault", f"{away:,} of {every:,} ({share_words(away, every)})"),
            ("Lost", f"{_at(figures, Medium.Place.LOST):,}"),
        )
    )
    tables = (places_table(figures.media_by_place), pools_table(figures.media_by_pool))
    return Section("Media, where they are now", (facts, *tables))


def rules_section(figures: Evaluation) -> Section:
    table = Table("", POOLS, rows(_pool(pool) for pool in figures.pools), empty="No pool is known.")
    return Section("Rotation and retention", (table,))


def encryption_section(figures: Evaluation, zone: ZoneInfo) -> Section:
    encrypted, parts = figures.encrypted.encrypted, figures.encrypted.parts
    told = f"{encrypted:,} of {parts:,} ({share_words(encrypted, parts)})"
    plain = ", ".join(pool.name for pool in figures.pools if not pool.keys) or "none"
    stuck = ", ".join(pool.name for pool in figures.pools if pool.keys and not pool.usable_keys) or "none"
    facts = Facts(
        (
            ("Parts of backups on media that are encrypted", told),
            ("Pools whose backups are not encrypted", plain),
            ("Pools that have no usable key left", stuck),
        )
    )
    table = Table("Keys", KEYS, rows(_key(key, zone) for key in figures.keys), empty="No key is known.")
    return Section("Encryption and keys", (facts, table))


def _at(figures: Evaluation, place: Medium.Place) -> int:
    return sum(total.media for total in figures.media_by_place if total.place == place)


def _pool(pool: PoolTold) -> tuple[str, ...]:
    months = pool.replace_after_months
    return (
        f"{pool.name} ({count_words(pool.media, 'medium', 'media')})",
        "; ".join(pool.used_by) or "no drive",
        pool.rotation,
        count_words(pool.retention_nights, "night"),
        count_words(months, "month") if months else "never",
        "labelled by themselves" if pool.labels_blank else "labelled by hand",
        ", ".join(pool.keys) or "not encrypted",
    )


def _key(key: KeyTold, zone: ZoneInfo) -> tuple[str, ...]:
    retired = f"{moment_words(key.retired_at, zone)} by {key.retired_by}" if key.retired_at else NOTHING
    return (
        key.name,
        key.origin,
        f"{moment_words(key.made_at, zone)} by {key.made_by}",
        moment_words(key.confirmed_at, zone) if key.confirmed_at else "not confirmed",
        retired,
        ", ".join(key.pools) or "none",
        key.public,
    )
