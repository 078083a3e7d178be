"""The drawings of the restore drills: how long each took and how much came back; failed ones are crossed."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from mmbackup.services.morning import Level
from mmbackup.services.reports.evaluation.proof import DrillMade
from portal.reports.charts import Chart, Value, chart
from portal.reports.words import length_words, size_words

Drills = Sequence[DrillMade]


def drill_charts(drills: Drills, zone: ZoneInfo) -> tuple[Chart, ...]:
    return _length(drills, zone), _size(drills, zone)


def _length(drills: Drills, zone: ZoneInfo) -> Chart:
    top = max(drill.seconds for drill in drills)
    most = _seconds(top)
    told = _("How long each drill took. The line on top stands for %(most)s.") % {"most": most}
    values = _values(drills, zone, lambda drill: drill.seconds)
    return chart(
        name="drill-length", title=_("Length of the drill"), told=told, most=most, values=values, top=top
    )


def _size(drills: Drills, zone: ZoneInfo) -> Chart:
    top = max(drill.size for drill in drills)
    most = size_words(top)
    told = _("Bytes that each drill restored. The line on top stands for %(most)s.") % {"most": most}
    values = _values(drills, zone, lambda drill: drill.size)
    return chart(
        name="drill-size", title=_("Restored by the drill"), told=told, most=most, values=values, top=top
    )


def _values(drills: Drills, zone: ZoneInfo, pick: Callable[[DrillMade], float]) -> list[Value]:
    return [_value(drill, zone, pick(drill)) for drill in drills]


def _value(drill: DrillMade, zone: ZoneInfo, amount: float) -> Value:
    """One that proved nothing is crossed, whatever it did until then."""
    ended = _("proven") if drill.is_proven else _("not proven")
    level = Level.GOOD if drill.is_proven else Level.BAD
    words = "; ".join((ended, size_words(drill.size), _seconds(drill.seconds)))
    return Value(drill.at.astimezone(zone).date(), amount, words, level, is_missing=not drill.is_proven)


def _seconds(seconds: float) -> str:
    return length_words(timedelta(seconds=seconds))
