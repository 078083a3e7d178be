"""The parts of a report that come by the thousand, drawn without a template for each.

What people wrote is escaped; the rest is our own: names of looks, and numbers as portal/reports/charts.py
writes them.
"""

from collections.abc import Iterable, Iterator

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from portal.reports.charts import Bar, Chart
from portal.reports.document import Cell, Column, Table
from portal.templatetags.portal import icon

register = template.Library()


@register.simple_tag
def chart_bars(chart: Chart) -> SafeString:
    return SafeString("\n".join(_group(chart, bar) for bar in chart.bars))


@register.simple_tag
def report_rows(table: Table) -> SafeString:
    begins = [_begin_of(column) for column in table.columns]
    return SafeString("\n".join(f'<tr role="row">{"".join(_cells(begins, row))}</tr>' for row in table.rows))


def _group(chart: Chart, bar: Bar) -> str:
    drawn = _cross(chart, bar) if bar.is_missing else _of(bar)
    return f'<g class="chart-{bar.level}"><title>{escape(bar.words)}</title>{drawn}{_day(chart, bar)}</g>'


def _cross(chart: Chart, bar: Bar) -> str:
    """Where a night has no bar."""
    reach = _rectangle("chart-reach", bar.x, chart.top, bar.width, chart.reach)
    falling = f"M{bar.left} {chart.mark}L{bar.right} {chart.foot}"
    rising = f"M{bar.right} {chart.mark}L{bar.left} {chart.foot}"
    return f'{reach}<path class="chart-missing" d="{falling}{rising}"/>'


def _of(bar: Bar) -> str:
    """Inside the outline of what it is a part of, if it is one."""
    drawn = _rectangle("chart-bar", bar.x, bar.y, bar.width, bar.height)
    if bar.whole_height == "0.0":
        return drawn
    return _rectangle("chart-whole", bar.x, bar.whole_y, bar.width, bar.whole_height) + drawn


def _rectangle(name: str, x: str, y: str, width: str, height: str) -> str:
    return f'<rect class="{name}" x="{x}" y="{y}" width="{width}" height="{height}"/>'


def _day(chart: Chart, bar: Bar) -> str:
    if not bar.label:
        return ""
    return f'<text class="chart-day" x="{bar.middle}" y="{chart.words_at}">{escape(bar.label)}</text>'


def _begin_of(column: Column) -> str:
    """Of each of its cells."""
    names = "number tight" if column.is_number else "tight" if column.is_tight else ""
    classes = f' class="{names}"' if names else ""
    return f'<td role="cell" data-label="{escape(str(column.title))}"{classes}>'


def _cells(begins: Iterable[str], row: tuple[Cell, ...]) -> Iterator[str]:
    return (f"{begin}{_words(cell)}</td>" for begin, cell in zip(begins, row, strict=True))


def _words(cell: Cell) -> str:
    words: str = escape(cell.words)
    if cell.address:
        words = f'<a href="{escape(cell.address)}">{words}</a>'
    if cell.look is None:
        return f"<span>{words}</span>"
    return f'<span class="state state-{cell.look.level}">{icon(cell.look.icon)}<span>{words}</span></span>'
