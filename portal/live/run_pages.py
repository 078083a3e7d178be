"""Where a run is watched, by its kind; and where its log is read."""

from django.urls import reverse

from mmbackup.models import Run
from portal.menu import rule_of

PAGES: dict[str, str] = {
    Run.Kind.UNATTENDED: "backup:progress",
    Run.Kind.ATTENDED: "attended:run",
    Run.Kind.RESTORE: "restore:run",
    Run.Kind.VERIFY: "proof:check-run",
    Run.Kind.DRILL: "proof:drill-run",
}


def page_of_run(run: Run) -> str:
    return reverse(PAGES[run.kind], args=[run.pk])


def name_of_page(run: Run) -> str:
    """As the menu calls it."""
    rule = rule_of(PAGES[run.kind])
    return str(rule.trail[-1].title) if rule else ""
