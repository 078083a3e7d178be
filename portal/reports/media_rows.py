"""A medium as a row of the Media Report."""

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from mmbackup.models import Medium
from mmbackup.services.reports.media import Held, MediumTold
from portal.looks import Look
from portal.media.medium_looks import is_worn, look_of_place, look_of_status
from portal.reports.words import NOTHING, count_words, day_words, length_words


class Row(NamedTuple):
    told: MediumTold
    medium: Medium
    status: Look
    place: Look
    is_worn: bool
    age: str
    holds: str
    nights: str


def row_of(told: MediumTold, today: date) -> Row:
    medium = told.medium
    return Row(
        told=told,
        medium=medium,
        status=look_of_status(medium),
        place=look_of_place(medium),
        is_worn=is_worn(medium, today),
        age=age_words(medium, today),
        holds=holds_words(told.holds),
        nights=nights_words(told.holds),
    )


def age_words(medium: Medium, today: date) -> str:
    """Since its first use."""
    days = age_in_days(medium, today)
    if days is None:
        return NOTHING
    return (
        count_words(days // 30, "month")
        if days >= 60
        else length_words(timedelta(days=days))
        if days
        else str(_("new"))
    )


def age_in_days(medium: Medium, today: date) -> int | None:
    return max((today - medium.first_used_at.date()).days, 0) if medium.first_used_at else None


def holds_words(held: Held) -> str:
    """How much of it is proven, and what it is."""
    if not held.sets:
        return str(_("nothing"))
    lacking = "" if held.verified == held.sets else f" ({_('%(count)s verified') % {'count': held.verified}})"
    locked = (
        ""
        if not held.encrypted
        else f", {_('encrypted') if held.encrypted == held.sets else _('partly encrypted')}"
    )
    return f"{count_words(held.sets, 'set')}{lacking}{locked}: {', '.join(held.data_types) or _('no files')}"


def nights_words(held: Held) -> str:
    """When its sets were written: the first, and the last."""
    if held.first_at is None or held.last_at is None:
        return ""
    first, last = day_words(held.first_at.date()), day_words(held.last_at.date())
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
