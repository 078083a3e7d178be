"""The sheet that goes with a medium: what was written, whether it was proven, and how to restore it."""

from dataclasses import replace

import humanize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mmbackup.engine.format.times import label_date
from mmbackup.services.media.printed_label import LabelFacts
from portal.labels.composing import Column
from portal.labels.drawing import Code, Mark, Page, Text
from portal.labels.paper import Size
from portal.labels.sheet_table import ROW, Table
from portal.labels.typesetting import Way

EDGE = 18.0
CODE_SIDE = 30.0
BODY = 3.6
FOOT = 26.0  # kept free at the foot of each page
_READ_BACK = gettext_lazy("%(time)s: everything on the medium is equal to what was written")


def sheet_pages(facts: LabelFacts, code: tuple[tuple[bool, ...], ...], paper: Size) -> tuple[Page, ...]:
    """The table goes on for as many pages as it needs; how to restore stands on the last one."""
    width = paper.width - 2 * EDGE
    first = Column(EDGE, EDGE, width)
    _head(first, facts, Code(paper.width - EDGE - CODE_SIDE, EDGE, CODE_SIDE, code))
    columns = [first]
    table = Table(facts.rows, width)
    table.head(first)
    for row in table.rows():
        if columns[-1].y + ROW > paper.height - FOOT:
            columns.append(_next_page(paper, facts))
            table.head(columns[-1])
        table.put(columns[-1], row)
    restoring = _restoring(facts, width)
    if columns[-1].y + restoring.y > paper.height - FOOT:
        columns.append(_next_page(paper, facts))
    _append(columns[-1], restoring)
    return tuple(
        Page(paper.width, paper.height, (*column.marks, *_foot(facts, paper, number, len(columns))))
        for number, column in enumerate(columns, start=1)
    )


def _head(column: Column, facts: LabelFacts, code: Code) -> None:
    whole = column.width
    column.marks.append(code)
    column.width = whole - CODE_SIDE - 6
    column.line_of_words(facts.site, 4.2, soft=True)
    column.space(1)
    column.fitted(facts.medium_name, Way(12, 7, 1), Way(6, 4, 2), bold=True)
    column.words(facts.text, 5, bold=True)
    column.y = max(column.y, EDGE + CODE_SIDE) + 4
    column.width = whole
    column.rule(0.6)
    column.space(4)
    for title, value in _told(facts):
        _fact(column, title, value)
    column.space(4)


def _told(facts: LabelFacts) -> list[tuple[str, str]]:
    told = [
        (_("Backup set"), facts.set_name),
        (_("Written"), facts.written),
        (_("Read back"), _READ_BACK % {"time": facts.verified}),
        (_("Verdict"), facts.verdict),
        (_("Size on the medium"), humanize.naturalsize(facts.size)),
        (_("Pool"), facts.pool),
        (_("Replace by"), label_date(facts.replace_by) if facts.replace_by else ""),
        (_("Stored"), facts.place),
        (_("Identity of medium"), str(facts.medium)),
        (_("Identity of set"), str(facts.backup_set)),
    ]
    return [(title, value) for title, value in told if value]


def _fact(column: Column, title: str, value: str) -> None:
    """The title on the left, the value as long as it needs on the right."""
    indent = 42.0
    begin = column.y
    column.line_of_words(title, BODY, soft=True)
    column.y = begin
    column.x, column.width = column.x + indent, column.width - indent
    column.words(value, BODY)
    column.x, column.width = column.x - indent, column.width + indent
    column.space(0.6)


def _restoring(facts: LabelFacts, width: float) -> Column:
    """Set by itself, to know how high it is."""
    column = Column(EDGE, 0, width)
    column.space(6)
    column.words(_("To restore"), 4.6, bold=True)
    for step, commands in _steps(facts):
        column.words(step, BODY)
        for command in commands:
            column.words(f"    {command}", BODY, bold=True)
        column.space(1)
    return column


def _steps(facts: LabelFacts) -> tuple[tuple[str, tuple[str, ...]], ...]:
    script = "sh /media/backup/restore.sh"
    restore = _("2. Restore it below a folder of your choice.")
    if facts.part:
        restore = _(
            "2. Restore it below a folder of your choice. "
            "Do so with each medium of this backup, in any order."
        )
    return (
        (_("On any Linux machine with tar and zstd, as root, with the medium mounted at /media/backup:"), ()),
        (_("1. Check the set:"), (f"{script} -n {facts.set_name}",)),
        (
            restore,
            ("mkdir /srv/restored", f"{script} {facts.set_name} /srv/restored"),
        ),
        (_("README.txt on the medium says more: one data type, one file, and how to do it by hand."), ()),
    )


def _append(column: Column, other: Column) -> None:
    for mark in other.marks:
        column.marks.append(_lowered(mark, column.y))
    column.y += other.y


def _lowered(mark: Mark, down: float) -> Mark:
    return replace(mark, y=mark.y + down) if isinstance(mark, Text) else mark


def _next_page(paper: Size, facts: LabelFacts) -> Column:
    column = Column(EDGE, EDGE, paper.width - 2 * EDGE)
    column.line_of_words(f"{facts.medium_name}: {facts.text}", BODY, bold=True)
    column.space(3)
    return column


def _foot(facts: LabelFacts, paper: Size, number: int, of: int) -> tuple[Mark, ...]:
    y = paper.height - 14
    where = f"{facts.medium_name} · {facts.set_name}"
    return (
        Text(EDGE, y, f"mmbackup · {where}", 2.9, soft=True),
        Text(
            paper.width - EDGE,
            y,
            _("Page %(page)s of %(all)s") % {"page": number, "all": of},
            2.9,
            anchor="end",
            soft=True,
        ),
    )
