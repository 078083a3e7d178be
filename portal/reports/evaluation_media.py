"""Of the evaluation: where the media are, how they take turns, and what is encrypted."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from mmbackup.models import Medium
from mmbackup.services.reports.evaluation.figures import Evaluation
from mmbackup.services.reports.evaluation.keys import KeyTold
from mmbackup.services.reports.evaluation.rules import PoolTold
from portal.reports.document import Column, Facts, Section, Table, rows
from portal.reports.media_document import places_table, pools_table
from portal.reports.words import NOTHING, count_words, moment_by, moment_words, share_of

POOLS = (
    Column(_("Pool"), 1.2),
    Column(_("Taken by"), 1.8),
    Column(_("Turns"), 1),
    Column(_("Kept for"), 0.9),
    Column(_("Replaced after"), 1),
    Column(_("Blank media"), 1.1),
    Column(_("Encrypted to"), 2),
)
KEYS = (
    Column(_("Key"), 1.2),
    Column(_("Origin"), 0.9),
    Column(_("Made"), 1.8),
    Column(_("Confirmed"), 1.3),
    Column(_("Retired"), 1.6),
    Column(_("Pools"), 1.2),
    Column(_("Public key"), 2.2),
)


def media_section(figures: Evaluation) -> Section:
    every = sum(total.media for total in figures.media_by_place)
    away = _at(figures, Medium.Place.IN_VAULT)
    facts = Facts(
        (
            (_("Media known"), f"{every:,}"),
            (_("Away from the drives, in a vault"), share_of(away, every)),
            (_("Lost"), f"{_at(figures, Medium.Place.LOST):,}"),
        )
    )
    tables = (places_table(figures.media_by_place), pools_table(figures.media_by_pool))
    return Section(_("Media, where they are now"), (facts, *tables))


def rules_section(figures: Evaluation) -> Section:
    table = Table("", POOLS, rows(_pool(pool) for pool in figures.pools), empty=_("No pool is known."))
    return Section(_("Rotation and retention"), (table,))


def encryption_section(figures: Evaluation, zone: ZoneInfo) -> Section:
    encrypted, parts = figures.encrypted.encrypted, figures.encrypted.parts
    told = share_of(encrypted, parts)
    plain = ", ".join(pool.name for pool in figures.pools if not pool.keys) or str(_("none"))
    stuck = ", ".join(pool.name for pool in figures.pools if pool.keys and not pool.usable_keys) or str(
        _("none")
    )
    facts = Facts(
        (
            (_("Parts of backups on media that are encrypted"), told),
            (_("Pools whose backups are not encrypted"), plain),
            (_("Pools that have no usable key left"), stuck),
        )
    )
    table = Table(_("Keys"), KEYS, rows(_key(key, zone) for key in figures.keys), empty=_("No key is known."))
    return Section(_("Encryption and keys"), (facts, table))


def _at(figures: Evaluation, place: Medium.Place) -> int:
    return sum(total.media for total in figures.media_by_place if total.place == place)


def _pool(pool: PoolTold) -> tuple[str, ...]:
    months = pool.replace_after_months
    return (
        f"{pool.name} ({count_words(pool.media, 'medium')})",
        "; ".join(pool.used_by) or str(_("no drive")),
        pool.rotation,
        count_words(pool.retention_nights, "night"),
        count_words(months, "month") if months else str(_("never")),
        str(_("labelled by themselves") if pool.labels_blank else _("labelled by hand")),
        ", ".join(pool.keys) or str(_("not encrypted")),
    )


def _key(key: KeyTold, zone: ZoneInfo) -> tuple[str, ...]:
    retired = moment_by(key.retired_at, zone, key.retired_by) if key.retired_at else NOTHING
    return (
        key.name,
        key.origin,
        moment_by(key.made_at, zone, key.made_by),
        moment_words(key.confirmed_at, zone) if key.confirmed_at else str(_("not confirmed")),
        retired,
        ", ".join(key.pools) or str(_("none")),
        key.public,
    )
