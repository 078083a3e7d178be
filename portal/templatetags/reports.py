"""The parts of a report that come by the thousand, drawn without a template for each."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from portal.reports.charts import Bar, Chart
from portal.reports.document import Cell, Column, Table
from portal.templatetags.portal import icon

register = template.Library()
RECT = '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'


@register.simple_tag
def chart_bars(chart: Chart) -> SafeString:
    return format_html_join("\n", '<g class="chart-{}"><title>{}</title>{}{}</g>', _bars(chart))


@register.simple_tag
def report_rows(table: Table) -> SafeString:
    classes = [_class_of(column) for column in table.columns]
    return format_html_join(
        "\n", '<tr role="row">{}</tr>', ((_cells(table, classes, row),) for row in table.rows)
    )


def _bars(chart: Chart) -> Iterable[tuple[str, str, SafeString, SafeString | str]]:
    for bar in chart.bars:
        yield bar.level, bar.words, _cross(chart, bar) if bar.is_missing else _of(bar), _day(chart, bar)


def _cross(chart: Chart, bar: Bar) -> SafeString:
    """Where a night has no bar."""
    reach = format_html(RECT, "chart-reach", bar.x, chart.top, bar.width, chart.reach)
    path = '{}<path class="chart-missing" d="M{} {}L{} {}M{} {}L{} {}"/>'
    ends = (bar.left, chart.mark, bar.right, chart.foot, bar.right, chart.mark, bar.left, chart.foot)
    return format_html(path, reach, *ends)


def _of(bar: Bar) -> SafeString:
    """Inside the outline of what it is a part of, if it is one."""
    drawn = format_html(RECT, "chart-bar", bar.x, bar.y, bar.width, bar.height)
    if bar.whole_height == "0.0":
        return drawn
    return format_html(RECT + "{}", "chart-whole", bar.x, bar.whole_y, bar.width, bar.whole_height, drawn)


def _day(chart: Chart, bar: Bar) -> SafeString | str:
    text = '<text class="chart-day" x="{}" y="{}">{}</text>'
    return format_html(text, bar.middle, chart.words_at, bar.label) if bar.label else ""


def _class_of(column: Column) -> SafeString | str:
    names = "number tight" if column.is_number else "tight" if column.is_tight else ""
    return format_html(' class="{}"', names) if names else ""


def _cells(table: Table, classes: list[SafeString | str], row: tuple[Cell, ...]) -> SafeString:
    told = zip(table.columns, classes, row, strict=True)
    return format_html_join(
        "",
        '<td role="cell" data-label="{}"{}>{}</td>',
        ((column.title, names, _words(cell)) for column, names, cell in told),
    )


def _words(cell: Cell) -> SafeString:
    words = escape(cell.words)
    if cell.address:
        words = format_html('<a href="{}">{}</a>', cell.address, words)
    if cell.look is None:
        return format_html("<span>{}</span>", words)
    drawn = icon(cell.look.icon)
    return format_html('<span class="state state-{}">{}<span>{}</span></span>', cell.look.level, drawn, words)
