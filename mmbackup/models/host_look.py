"""A host looked over for what of it is to be saved: asked for on a page, done by a worker, kept for a day."""

import uuid

from django.db import models

from mmbackup.models.server import Server
from mmbackup.models.site import Site


class HostLook(models.Model):
    """plan and facts as services.discover.record writes them. profile: as asked; empty: what fits best."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="host_looks")
    server = models.ForeignKey(Server, models.CASCADE, related_name="looks")
    profile = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    plan = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["server"],
                condition=models.Q(state__in=["queued", "running"]),
                name="host_look_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "done", "failed"]),
                name="host_look_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.server}: {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in (HostLook.State.DONE, HostLook.State.FAILED)
