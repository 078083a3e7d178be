"""Of the evaluation: who did what, and who may."""

from zoneinfo import ZoneInfo

from django.urls import reverse

from mmbackup.services.reports.evaluation.deeds import DeedCount, MediumAct, RestoreMade
from mmbackup.services.reports.evaluation.figures import Evaluation
from portal.reports.document import Cell, Column, Section, Table, rows
from portal.reports.words import moment_words

DEEDS = (
    Column("Who", 1.5),
    Column("By way of", 1),
    Column("What was done", 3),
    Column("Times", 0.7, is_number=True),
)
RESTORES = (
    Column("When", 1.4, is_tight=True),
    Column("Who", 1),
    Column("Where to", 2.2),
    Column("Outcome", 2.4),
)
ACTS = (
    Column("When", 1.4, is_tight=True),
    Column("Who", 1),
    Column("Medium", 1.2),
    Column("Act", 1),
    Column("What", 2.4),
)
PERSONS = (Column("Name", 2), Column("Role", 2), Column("Second factor", 1.2), Column("May sign in", 1))


def deeds_section(figures: Evaluation, zone: ZoneInfo) -> Section:
    deeds = rows(_deed(deed) for deed in figures.deeds)
    restores = rows(_restore(restore, zone) for restore in reversed(figures.restores))
    acts = rows(_act(act, zone) for act in reversed(figures.acts))
    return Section(
        "Who did what",
        (
            Table("Changes, as the Administration History has them", DEEDS, deeds, empty="No change."),
            Table("Restores, the newest first", RESTORES, restores, empty="Nothing was restored."),
            Table(
                "Media relabelled or formatted, the newest first",
                ACTS,
                acts,
                empty="No medium was made blank.",
            ),
        ),
    )


def persons_section(figures: Evaluation) -> Section:
    told = rows(
        (
            person.name,
            person.role,
            "yes" if person.has_second_factor else "no",
            "yes" if person.may_sign_in else "no",
        )
        for person in figures.persons
    )
    return Section("Users and roles", (Table("As they are now", PERSONS, told),))


def _deed(deed: DeedCount) -> tuple[str, ...]:
    return (deed.who, deed.via, deed.deed, f"{deed.times:,}")


def _restore(restore: RestoreMade, zone: ZoneInfo) -> tuple[str | Cell, ...]:
    when = Cell(moment_words(restore.at, zone), address=reverse("restore:run", args=[restore.run]))
    dry = "dry run: " if restore.is_dry_run else ""
    return (when, restore.by or "not known", restore.target, f"{dry}{restore.verdict or restore.outcome}")


def _act(act: MediumAct, zone: ZoneInfo) -> tuple[str, ...]:
    return (moment_words(act.at, zone), act.by, act.medium, act.act, act.detail)
