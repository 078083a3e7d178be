"""Of the evaluation: who did what, and who may."""

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mmbackup.services.reports.evaluation.deeds import DeedCount, MediumAct, RestoreMade
from mmbackup.services.reports.evaluation.figures import Evaluation
from portal.reports.document import Cell, Column, Section, Table, rows
from portal.reports.words import moment_words, yes_or_no

DEEDS = (
    Column(_("Who"), 1.5),
    Column(_("By way of"), 1),
    Column(_("What was done"), 3),
    Column(_("Times"), 0.7, is_number=True),
)
RESTORES = (
    Column(_("When"), 1.4, is_tight=True),
    Column(_("Who"), 1),
    Column(_("Where to"), 2.2),
    Column(_("Outcome"), 2.4),
)
ACTS = (
    Column(_("When"), 1.4, is_tight=True),
    Column(_("Who"), 1),
    Column(_("Medium"), 1.2),
    Column(_("Act"), 1),
    Column(_("What"), 2.4),
)
PERSONS = (
    Column(_("Name"), 2),
    Column(_("Role"), 2),
    Column(_("Second factor"), 1.2),
    Column(_("May sign in"), 1),
)


def deeds_section(figures: Evaluation, zone: ZoneInfo) -> Section:
    deeds = rows(_deed(deed) for deed in figures.deeds)
    restores = rows(_restore(restore, zone) for restore in reversed(figures.restores))
    acts = rows(_act(act, zone) for act in reversed(figures.acts))
    return Section(
        _("Who did what"),
        (
            Table(_("Changes, as the Administration History has them"), DEEDS, deeds, empty=_("No change.")),
            Table(_("Restores, the newest first"), RESTORES, restores, empty=_("Nothing was restored.")),
            Table(
                _("Media relabelled or formatted, the newest first"),
                ACTS,
                acts,
                empty=_("No medium was made blank."),
            ),
        ),
    )


def persons_section(figures: Evaluation) -> Section:
    told = rows(
        (
            person.name,
            person.role,
            yes_or_no(person.has_second_factor),
            yes_or_no(person.may_sign_in),
        )
        for person in figures.persons
    )
    return Section(_("Users and roles"), (Table(_("As they are now"), PERSONS, told),))


def _deed(deed: DeedCount) -> tuple[str, ...]:
    return (deed.who, deed.via, deed.deed, f"{deed.times:,}")


def _restore(restore: RestoreMade, zone: ZoneInfo) -> tuple[str | Cell, ...]:
    when = Cell(moment_words(restore.at, zone), address=reverse("restore:run", args=[restore.run]))
    told = restore.verdict or restore.outcome
    return (
        when,
        restore.by or str(_("not known")),
        restore.target,
        _dry(told) if restore.is_dry_run else told,
    )


def _dry(told: str) -> str:
    return _("dry run: %(told)s") % {"told": told}


def _act(act: MediumAct, zone: ZoneInfo) -> tuple[str, ...]:
    return (moment_words(act.at, zone), act.by, act.medium, act.act, act.detail)
