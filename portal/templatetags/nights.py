"""Nights as rows of a table: a page of the backup history has hundreds, so none has a template of its own."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.reports.history_charts import TypeRow
from portal.reports.history_rows import Row
from portal.reports.words import NOTHING, size_words
from portal.templatetags.portal import day, state

register = template.Library()
NOT_TOLD = (
    f'<td role="cell" class="number">{NOTHING}</td>'
    + f'<td role="cell" class="number dash">{NOTHING}</td>' * 4
)


@register.simple_tag
def night_rows(rows: Iterable[Row]) -> SafeString:
    """A tag beside it draws the head: night, outcome, medium, size, took, reason."""
    titles = [
        escape(title) for title in (_("Night"), _("Outcome"), _("Medium"), _("Size"), _("Took"), _("Reason"))
    ]
    made_up = f'<br><small class="soft">{escape(_("made up for later"))}</small>'
    return SafeString("\n".join(_night_row(row, titles, made_up) for row in rows))


@register.simple_tag
def type_rows(rows: Iterable[TypeRow], files: str, size: str, of: str) -> SafeString:
    """What was saved of a data type each night. A cell without a label stands between others on a phone."""
    labels = [_label(word) for word in (files, of, "", size, of)]
    return SafeString("".join(_type_row(row, labels) for row in rows))


def _night_row(row: Row, titles: Iterable[str], made_up: str) -> str:
    night, on = row.night, day(row.night.on)
    size = size_words(night.size_on_medium) if night.size_on_medium else NOTHING
    cells = (
        (' class="tight"', f'<a href="{escape(row.address)}">{on}</a>' if row.address else on),
        ("", f"{state(row.look)}{made_up if night.is_made_up else ''}"),
        ("" if night.medium else ' class="dash"', escape(night.medium or NOTHING)),
        (_number(size), size),
        (_number(row.length), row.length),
        (' class="whole"', escape(night.reason)),
    )
    told = zip(titles, cells, strict=True)
    drawn = (f'<td role="cell" data-label="{title}"{names}>{words}</td>' for title, (names, words) in told)
    return f'<tr role="row">{"".join(drawn)}</tr>'


def _type_row(row: TypeRow, labels: list[str]) -> str:
    night = f'<td role="cell" class="tight">{day(row.night.on)}</td>'
    told = zip(labels, (row.files_saved, row.files, row.share, row.size_saved, row.size), strict=True)
    cells = "".join(f'<td role="cell"{label} class="number">{words}</td>' for label, words in told)
    return f'<tr role="row">{night}{cells if row.is_told else NOT_TOLD}</tr>'


def _label(word: str) -> str:
    return f' data-label="{escape(word)}"' if word else ""


def _number(words: str) -> str:
    return ' class="number dash"' if words == NOTHING else ' class="number"'
