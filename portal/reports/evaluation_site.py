"""Of the evaluation: what is saved, and by which schedule."""

from mmbackup.services.reports.evaluation.figures import Evaluation
from mmbackup.services.reports.evaluation.rules import ScheduleTold
from portal.reports.document import Column, Facts, Section, Table, Words, rows
from portal.reports.words import count_words

SERVERS = (
    Column("Server", 1.2),
    Column("Kind", 0.6, is_tight=True),
    Column("Saved", 4),
    Column("Not saved", 2.5),
)


def saved_section(figures: Evaluation) -> Section:
    table = Table(
        "Data items of each server; one that has no source is not saved",
        SERVERS,
        rows(
            (
                each.server,
                each.kind,
                "; ".join(each.saved) or "nothing",
                "; ".join(each.not_saved) or "nothing",
            )
            for each in figures.servers
        ),
        empty="No server is configured: nothing is saved.",
    )
    return Section("Site, servers, and what is saved", (table,))


def schedule_section(figures: Evaluation) -> Section:
    schedule = figures.schedule
    block = Facts(_told(schedule)) if schedule else Words("There is no schedule: nothing runs by itself.")
    return Section("Schedule", (block,))


def _told(schedule: ScheduleTold) -> tuple[tuple[str, str], ...]:
    state = "switched on" if schedule.is_enabled else "switched off: nothing runs by itself"
    make_up = (
        "by itself, as soon as one is put in" if schedule.makes_up_by_itself else "when somebody asks for it"
    )
    return (
        ("Unattended backup", state),
        ("Every night at", schedule.at),
        ("Onto", schedule.drive or "no drive"),
        ("A missed night is caught up", f"for {count_words(schedule.catch_up_hours, 'hour')}"),
        ("A night without a medium is made up for", make_up),
        ("The coming night is looked at", f"every day at {schedule.look_ahead_at}"),
        ("Restore drill", schedule.drill),
        ("Media are verified again", schedule.verification),
    )
