"""Of the evaluation: what is saved, and by which schedule."""

from django.utils.translation import gettext_lazy as _

from mmbackup.services.reports.evaluation.figures import Evaluation
from mmbackup.services.reports.evaluation.rules import ScheduleTold
from portal.reports.document import Column, Facts, Section, Table, Text, Words, rows
from portal.reports.words import count_words

SERVERS = (
    Column(_("Server"), 1.2),
    Column(_("Kind"), 0.6, is_tight=True),
    Column(_("Saved"), 4),
    Column(_("Not saved"), 2.5),
)


def saved_section(figures: Evaluation) -> Section:
    table = Table(
        _("Data items of each server; one that has no source is not saved"),
        SERVERS,
        rows(
            (
                each.server,
                each.kind,
                "; ".join(each.saved) or str(_("nothing")),
                "; ".join(each.not_saved) or str(_("nothing")),
            )
            for each in figures.servers
        ),
        empty=_("No server is configured: nothing is saved."),
    )
    return Section(_("Site, servers, and what is saved"), (table,))


def schedule_section(figures: Evaluation) -> Section:
    schedule = figures.schedule
    block = Facts(_told(schedule)) if schedule else Words(_("There is no schedule: nothing runs by itself."))
    return Section(_("Schedule"), (block,))


def _told(schedule: ScheduleTold) -> tuple[tuple[Text, str], ...]:
    is_on = _("switched on") if schedule.is_enabled else _("switched off: nothing runs by itself")
    by_itself, by_hand = _("by itself, as soon as one is put in"), _("when somebody asks for it")
    hours = {"hours": count_words(schedule.catch_up_hours, "hour")}
    return (
        (_("Unattended backup"), str(is_on)),
        (_("Every night at"), schedule.at),
        (_("Onto"), schedule.drive or str(_("no drive"))),
        (_("A missed night is caught up"), _("for %(hours)s") % hours),
        (
            _("A night without a medium is made up for"),
            str(by_itself if schedule.makes_up_by_itself else by_hand),
        ),
        (_("The coming night is looked at"), _("every day at %(time)s") % {"time": schedule.look_ahead_at}),
        (_("Restore drill"), schedule.drill),
        (_("Media are verified again"), schedule.verification),
    )
