"""A count of what there is to save, asked for before an attended backup that no past run can foretell."""

import uuid

from django.db import models

from mmbackup.models.site import Site


class Survey(models.Model):
    """tallies as those of a run; problem is a plain sentence, empty unless it failed."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="surveys")
    servers = models.JSONField(default=list, help_text="names; empty: all")
    data_types = models.JSONField(default=list, help_text="slugs; empty: all")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    tallies = models.JSONField(default=list)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"],
                condition=models.Q(state__in=["queued", "running"]),
                name="survey_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "done", "failed"]),
                name="survey_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.asked_at:%Y-%m-%d %H:%M} {self.state}"
