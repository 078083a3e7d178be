"""Of the evaluation: what can be restored, verifications, and restore drills with the trend of their time."""

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run
from mmbackup.services.reports.evaluation.figures import Evaluation
from mmbackup.services.reports.evaluation.proof import CheckMade, DrillMade, Trend
from portal.looks import DONE, OUTCOMES
from portal.reports.document import Cell, Column, Drawings, Facts, Section, Table, Words, rows
from portal.reports.drill_charts import drill_charts
from portal.reports.recovery_table import reach_table
from portal.reports.words import count_words, moment_words, size_words, yes_or_no

CHECKS = (
    Column(_("When"), 1.4, is_tight=True),
    Column(_("Medium"), 1.2),
    Column(_("Sets read"), 0.7, is_number=True),
    Column(_("Good"), 0.6, is_number=True),
    Column(_("Damaged"), 0.8, is_number=True),
    Column(_("Result"), 2.6),
)
DRILLS = (
    Column(_("When"), 1.4, is_tight=True),
    Column(_("Medium"), 1),
    Column(_("Proven"), 0.7),
    Column(_("Files"), 0.8, is_number=True),
    Column(_("Size"), 0.8, is_number=True),
    Column(_("Like the source"), 0.9, is_number=True),
    Column(_("Took"), 0.7, is_number=True),
    Column(_("Result"), 2),
)
READ_BACK = _(
    "Every backup is read back whole and compared before it counts as verified: the nights above tell of "
    "that. Here stand the verifications of media after their night."
)


def proof_sections(figures: Evaluation, zone: ZoneInfo) -> tuple[Section, ...]:
    now = Words(_("As it is now, from the media that are to be had."))
    return (
        Section(_("What can be restored"), (now, reach_table(figures.reach))),
        Section(_("Verification"), (Words(READ_BACK), _checks(figures, zone))),
        Section(_("Restore drills"), (_summary(figures), *_drawings(figures, zone), _drills(figures, zone))),
    )


def _checks(figures: Evaluation, zone: ZoneInfo) -> Table:
    told = rows(_check(check, zone) for check in reversed(figures.checks))
    return Table(_("The newest first"), CHECKS, told, empty=_("No medium was verified again in this period."))


def _check(check: CheckMade, zone: ZoneInfo) -> tuple[str | Cell, ...]:
    counts = (f"{check.sets:,}", f"{check.good:,}", f"{check.damaged:,}")
    when = Cell(moment_words(check.at, zone), address=reverse("proof:check-run", args=[check.run]))
    return (when, check.medium, *counts, _result(check.outcome, DONE[Run.Kind.VERIFY], check.problem))


def _drills(figures: Evaluation, zone: ZoneInfo) -> Table:
    told = rows(_drill(drill, zone) for drill in reversed(figures.drills))
    return Table(_("The newest first"), DRILLS, told, empty=_("No restore drill ended in this period."))


def _drill(drill: DrillMade, zone: ZoneInfo) -> tuple[str | Cell, ...]:
    return (
        Cell(moment_words(drill.at, zone), address=reverse("proof:drill-run", args=[drill.run])),
        drill.medium,
        yes_or_no(drill.is_proven),
        f"{drill.files:,}",
        size_words(drill.size),
        f"{drill.compared:,}",
        f"{drill.seconds:,.1f} s",
        _result(drill.outcome, DONE[Run.Kind.DRILL], drill.problem),
    )


def _summary(figures: Evaluation) -> Facts:
    proven = sum(drill.is_proven for drill in figures.drills)
    told = _("%(part)s of %(whole)s") % {
        "part": f"{proven:,}",
        "whole": count_words(len(figures.drills), "drill"),
    }
    return Facts(((_("Proven restorable"), told), (_("Trend of the time"), _trend(figures.trend))))


def _drawings(figures: Evaluation, zone: ZoneInfo) -> tuple[Drawings, ...]:
    return (Drawings(drill_charts(figures.drills, zone)),) if figures.drills else ()


def _result(outcome: str, done: Promise, problem: str) -> str:
    """Full and partial are words of backups alone."""
    word = done if outcome == Outcome.FULL else OUTCOMES[Outcome(outcome)]
    return "; ".join(filter(None, (str(word), problem)))


def _trend(trend: Trend | None) -> str:
    if trend is None:
        return str(_("too few drills to tell"))
    medians = _("%(way)s: %(before)s s in the first half of the drills, %(after)s s in the second (medians)")
    return medians % {"way": _way(trend), "before": f"{trend.before:,.1f}", "after": f"{trend.after:,.1f}"}


def _way(trend: Trend) -> Promise:
    if abs(trend.after - trend.before) <= trend.before / 10:
        return _("about the same")
    return _("longer") if trend.after > trend.before else _("shorter")
