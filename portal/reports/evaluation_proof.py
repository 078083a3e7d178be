"""Of the evaluation: what can be restored, verifications, and restore drills with the trend of their time."""

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run
from mmbackup.services.reports.evaluation.figures import Evaluation
from mmbackup.services.reports.evaluation.proof import CheckMade, DrillMade, Trend
from portal.looks import DONE, OUTCOMES
from portal.reports.document import Cell, Column, Facts, Section, Table, Words, rows
from portal.reports.recovery_table import reach_table
from portal.reports.words import count_words, moment_words, size_words

CHECKS = (
    Column("When", 1.4, is_tight=True),
    Column("Medium", 1.2),
    Column("Sets read", 0.7, is_number=True),
    Column("Good", 0.6, is_number=True),
    Column("Damaged", 0.8, is_number=True),
    Column("Result", 2.6),
)
DRILLS = (
    Column("When", 1.4, is_tight=True),
    Column("Medium", 1),
    Column("Proven", 0.7),
    Column("Files", 0.8, is_number=True),
    Column("Size", 0.8, is_number=True),
    Column("Like the source", 0.9, is_number=True),
    Column("Took", 0.7, is_number=True),
    Column("Result", 2),
)
READ_BACK = (
    "Every backup is read back whole and compared before it counts as verified: the nights above tell of "
    "that. Here stand the verifications of media after their night."
)


def proof_sections(figures: Evaluation, zone: ZoneInfo) -> tuple[Section, ...]:
    now = Words("As it is now, from the media that are to be had.")
    return (
        Section("What can be restored", (now, reach_table(figures.reach))),
        Section("Verification", (Words(READ_BACK), _checks(figures, zone))),
        Section("Restore drills", (_summary(figures), _drills(figures, zone))),
    )


def _checks(figures: Evaluation, zone: ZoneInfo) -> Table:
    told = rows(_check(check, zone) for check in reversed(figures.checks))
    return Table("The newest first", CHECKS, told, empty="No medium was verified again in this period.")


def _check(check: CheckMade, zone: ZoneInfo) -> tuple[str | Cell, ...]:
    counts = (f"{check.sets:,}", f"{check.good:,}", f"{check.damaged:,}")
    when = Cell(moment_words(check.at, zone), address=reverse("proof:check-run", args=[check.run]))
    return (when, check.medium, *counts, _result(check.outcome, DONE[Run.Kind.VERIFY], check.problem))


def _drills(figures: Evaluation, zone: ZoneInfo) -> Table:
    told = rows(_drill(drill, zone) for drill in reversed(figures.drills))
    return Table("The newest first", DRILLS, told, empty="No restore drill ended in this period.")


def _drill(drill: DrillMade, zone: ZoneInfo) -> tuple[str | Cell, ...]:
    return (
        Cell(moment_words(drill.at, zone), address=reverse("proof:drill-run", args=[drill.run])),
        drill.medium,
        "yes" if drill.is_proven else "no",
        f"{drill.files:,}",
        size_words(drill.size),
        f"{drill.compared:,}",
        f"{drill.seconds:,.1f} s",
        _result(drill.outcome, DONE[Run.Kind.DRILL], drill.problem),
    )


def _summary(figures: Evaluation) -> Facts:
    proven = sum(drill.is_proven for drill in figures.drills)
    told = f"{proven:,} of {count_words(len(figures.drills), 'drill')}"
    return Facts((("Proven restorable", told), ("Trend of the time", _trend(figures.trend))))


def _result(outcome: str, done: Promise, problem: str) -> str:
    """Full and partial are words of backups alone."""
    word = done if outcome == Outcome.FULL else OUTCOMES[Outcome(outcome)]
    return "; ".join(filter(None, (str(word), problem)))


def _trend(trend: Trend | None) -> str:
    if trend is None:
        return "too few drills to tell"
    medians = (
        f"{trend.before:,.1f} s in the first half of the drills, {trend.after:,.1f} s in the second (medians)"
    )
    if abs(trend.after - trend.before) <= trend.before / 10:
        return f"about the same: {medians}"
    return f"{'longer' if trend.after > trend.before else 'shorter'}: {medians}"
