"""Of the evaluation: the nights with their outcomes, and the alarms."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from mmbackup.services.reports.evaluation.alarms import AlarmStood
from mmbackup.services.reports.evaluation.figures import Evaluation
from mmbackup.services.reports.nights import Counts, Night
from mmbackup.services.reports.share import share_words
from portal.looks import OUTCOMES
from portal.reports.document import Cell, Column, Facts, Section, Table, Text, rows
from portal.reports.night_looks import address_of_night, look_of_night, outcome_words
from portal.reports.words import (
    NOTHING,
    count_words,
    day_words,
    length_words,
    moment_words,
    share_of,
    size_words,
)

NIGHTS = (
    Column(_("Night"), 1.3, is_tight=True),
    Column(_("Outcome"), 1.4),
    Column(_("Began"), 0.6, is_tight=True),
    Column(_("Length"), 0.9, is_tight=True),
    Column(_("Medium"), 1),
    Column(_("Size"), 0.8, is_number=True),
    Column(_("Reason"), 3.2),
)
ALARMS = (
    Column(_("Alarm"), 1.1, is_tight=True),
    Column(_("Level"), 0.5, is_tight=True),
    Column(_("Raised"), 1.7, is_tight=True),
    Column(_("Stood"), 0.9, is_tight=True),
    Column(_("Acknowledged"), 1.3),
    Column(_("What for, and how it ended"), 2.9),
)


def nights_section(figures: Evaluation, zone: ZoneInfo) -> Section:
    table = Table(
        _("Each night, the newest first"),
        NIGHTS,
        rows(_night(night, zone) for night in reversed(figures.nights)),
        empty=_("No night was due in this period."),
    )
    return Section(_("Nights"), (Facts(_counted(figures.counts)), table))


def alarms_section(figures: Evaluation, zone: ZoneInfo) -> Section:
    standing = sum(alarm.resolved_at is None for alarm in figures.alarms)
    facts = Facts(
        (
            (_("Raised, or standing, in the period"), f"{len(figures.alarms)}"),
            (_("Standing still"), f"{standing}"),
        )
    )
    told = rows(_alarm(alarm, zone) for alarm in reversed(figures.alarms))
    return Section(_("Alarms"), (facts, Table(_("The newest first"), ALARMS, told, empty=_("No alarm."))))


def _counted(counts: Counts) -> tuple[tuple[Text, str], ...]:
    verified = share_of(counts.verified, counts.ended)
    each = tuple(
        (OUTCOMES[outcome], f"{nights:,} ({share_words(nights, counts.ended)})")
        for outcome, nights in reversed(counts.by_outcome)
    )
    under_way = ((_("Under way"), f"{counts.under_way:,}"),) if counts.under_way else ()
    made_up = ((_("Made up for by a later backup"), f"{counts.made_up:,}"),) if counts.made_up else ()
    return ((_("Nights due"), f"{counts.nights:,}"), (_("Verified"), verified), *each, *under_way, *made_up)


def _night(night: Night, zone: ZoneInfo) -> tuple[str | Cell, ...]:
    began = f"{night.began_at.astimezone(zone):%H:%M}" if night.began_at else NOTHING
    errors = count_words(night.errors, "error") if night.errors else ""
    return (
        day_words(night.on),
        Cell(outcome_words(night), look_of_night(night), address_of_night(night)),
        began,
        length_words(night.length),
        night.medium or NOTHING,
        size_words(night.size_on_medium) if night.size_on_medium else NOTHING,
        "; ".join(filter(None, (errors, night.reason))),
    )


def _alarm(alarm: AlarmStood, zone: ZoneInfo) -> tuple[str, ...]:
    who = f"{alarm.acknowledged_by or _('somebody')}, {moment_words(alarm.acknowledged_at, zone)}"
    ended = alarm.resolve_reason or (
        _("Resolved %(at)s") % {"at": moment_words(alarm.resolved_at, zone)} if alarm.resolved_at else ""
    )
    return (
        alarm.name,
        alarm.level,
        moment_words(alarm.alarmed_at, zone),
        length_words(alarm.stood) if alarm.stood is not None else str(_("stands still")),
        who if alarm.acknowledged_at else str(_("no")),
        " · ".join(filter(None, (alarm.location, alarm.detail, ended))),
    )
