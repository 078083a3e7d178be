"""A line of the Administrator's Log."""

from django.db import models

from mmbackup.models.run import Run
from mmbackup.models.site import Site


class Event(models.Model):
    site = models.ForeignKey(Site, models.CASCADE, related_name="events")
    run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="events")
    at = models.DateTimeField()
    application = models.CharField(max_length=10)
    event_id = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=1)
    message = models.TextField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["site", "-at", "-id"], name="event_newest"),
            models.Index(fields=["site", "event_id", "-at", "-id"], name="event_newest_of_code"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(count__gte=1), name="event_count_positive")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.message}"
