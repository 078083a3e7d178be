"""How things stand just now: what is at work, what waits for somebody, and how many alarms are active."""

from functools import cached_property

from django.utils import timezone

from mmbackup.models import Alarm, Run, Site
from mmbackup.services.heartbeats.heard import missing
from portal.live.run_pages import page_of_run

AT_WORK = (Run.State.RUNNING, Run.State.QUEUED)


class Standing:
    """Asked of the database when a page shows it, and then once."""

    def __init__(self, site: Site | None) -> None:
        self._site = site

    @cached_property
    def alarm_count(self) -> int:
        return Alarm.objects.filter(site=self._site, resolved_at__isnull=True).count()

    @cached_property
    def _open_runs(self) -> list[Run]:
        return list(Run.objects.filter(site=self._site, ended_at__isnull=True))

    @property
    def at_work(self) -> Run | None:
        """The one that writes rather than one that waits its turn."""
        runs = [run for state in AT_WORK for run in self._open_runs if run.state == state]
        return next(iter(runs), None)

    @property
    def waiting(self) -> Run | None:
        """For its next medium."""
        asking = (run for run in self._open_runs if run.state == Run.State.WAITING and not run.cancel_asked)
        return next(asking, None)

    @property
    def page_of_work(self) -> str:
        return page_of_run(self.at_work) if self.at_work else ""

    @cached_property
    def silent(self) -> list[str]:
        """Programs that nights need. When all of them are gone, only the portal is left to tell."""
        return missing(now=timezone.now())

    @property
    def mark(self) -> str:
        """Another mark means that what the masthead shows is out of date."""
        at_work = self.at_work.pk if self.at_work else ""
        return "-".join((str(self.alarm_count), str(at_work), *self.silent))
