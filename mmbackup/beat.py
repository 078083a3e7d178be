"""Beat's scheduler. The library's own overlooks a change made while it starts, or the very first one."""

from datetime import UTC, datetime

from django_celery_beat.schedulers import DatabaseScheduler


class NightScheduler(DatabaseScheduler):
    """Remembers from the start which change it has seen, where the library waits for its second look."""

    def setup_schedule(self) -> None:
        seen = self.Changes.last_change()  # type: ignore[no-untyped-call]  # the library ships no types
        self._last_timestamp = seen or datetime.fromtimestamp(0, UTC)
        super().setup_schedule()  # type: ignore[no-untyped-call]  # the library ships no types
