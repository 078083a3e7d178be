"""The drawings of the backup history: size and length of each night, and what was saved of each data type."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.tally import Tally
from mmbackup.services.reports.nights import Night, of_type
from mmbackup.services.reports.share import share_words
from portal.reports.charts import Chart, Value, chart
from portal.reports.night_looks import look_of_night
from portal.reports.words import NOTHING, length_words, size_words

Nights = Sequence[Night]


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One night in the table that a data type's two drawings have."""

    night: Night
    share: str
    files: str
    files_saved: str
    size: str
    size_saved: str
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class TypeCharts:
    title: str
    charts: tuple[Chart, ...]
    rows: tuple[TypeRow, ...]


def size_chart(nights: Nights) -> Chart:
    sizes = [float(night.size_on_medium) for night in nights]
    values = [_value(night, size, size_words(int(size))) for night, size in zip(nights, sizes, strict=True)]
    most = size_words(int(max(sizes, default=0)))
    told = _("Bytes that each night wrote onto its medium. The line on top stands for %(most)s.") % {
        "most": most
    }
    return chart(
        name="size", title=_("Size on the medium"), told=told, most=most, values=values,
        top=max(sizes, default=0),
    )  # fmt: skip


def length_chart(nights: Nights) -> Chart:
    seconds = [night.length.total_seconds() if night.length else 0.0 for night in nights]
    values = [
        _value(night, taken, length_words(night.length)) for night, taken in zip(nights, seconds, strict=True)
    ]
    longest = max((night.length for night in nights if night.length), default=None)
    most = length_words(longest)
    told = _("How long each night's run took. The line on top stands for %(most)s.") % {"most": most}
    return chart(
        name="length", title=_("Length of the run"), told=told, most=most, values=values,
        top=max(seconds, default=0),
    )  # fmt: skip


def type_charts(nights: Nights, data_type: DataType) -> TypeCharts:
    tallies = [of_type(night.tallies, data_type) if night.tallies else None for night in nights]
    both = list(zip(nights, tallies, strict=True))
    rows = tuple(_row(night, tally) for night, tally in reversed(both))
    files = _of_what_was_there(data_type, "files", both, _files, _files_words)
    sizes = _of_what_was_there(data_type, "bytes", both, _sizes, size_words)
    return TypeCharts(data_type.title, (files, sizes), rows)


def _of_what_was_there(
    data_type: DataType,
    what: str,
    both: Sequence[tuple[Night, Tally | None]],
    pick: Callable[[Tally], tuple[int, int]],
    words: Callable[[int], str],
) -> Chart:
    """Each bar stands in the outline of what was there."""
    values, in_words = [], _("%(part)s of %(whole)s saved")
    for night, tally in both:
        saved, there = pick(tally) if tally else (0, 0)
        told = in_words % {"part": words(saved), "whole": words(there)} if tally else ""
        values.append(_value(night, saved, told, whole=there))
    top = max((max(value.amount, value.whole) for value in values), default=0)
    title = f"{data_type.title}: {what}"
    told = f"{what.capitalize()} saved, inside the outline of what was there. On top: {words(int(top))}."
    name = f"{data_type.slug}-{what}"
    return chart(name=name, title=title, told=told, most=words(int(top)), values=values, top=top)


def _files_words(count: int) -> str:
    return _("%(count)s files") % {"count": f"{count:,}"}


def _files(tally: Tally) -> tuple[int, int]:
    return tally.saved_files, tally.files


def _sizes(tally: Tally) -> tuple[int, int]:
    return tally.saved_size, tally.size


def _row(night: Night, tally: Tally | None) -> TypeRow:
    if tally is None:
        return TypeRow(night, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, is_told=False)
    files, saved = f"{tally.files:,}", f"{tally.saved_files:,}"
    share = share_words(tally.saved_files, tally.files)
    return TypeRow(night, share, files, saved, size_words(tally.size), size_words(tally.saved_size))


def _value(night: Night, amount: float, words: str, whole: float = 0.0) -> Value:
    look = look_of_night(night)
    word = str(look.word)
    told = f"{words}, {word.lower()}" if amount else word
    return Value(night.on, amount, told, look.level, whole, not amount)
