"""A sign of life for a watcher outside, owed after each verified success."""

from django.db import models

from mmbackup.models.notice import Delivery
from mmbackup.models.run import Run


class Ping(models.Model):
    """Only the newest counts: a later success says all that an earlier one would have."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="ping")
    state = models.CharField(
        max_length=10, choices=Delivery.State.choices, default=Delivery.State.DUE, db_index=True
    )
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.run}: {self.state}"
