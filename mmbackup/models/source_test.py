"""A source tried out before it is relied on: what it would save, found where the backup runs."""

import uuid

from django.db import models

from mmbackup.models.site import Site


class SourceTest(models.Model):
    """values are the source's as in the configuration file; they may be saved nowhere else yet.

    names: [{path, size, changed_at}], the newest first; lines: what a command says first; both escaped.
    problem is a plain sentence, empty unless nothing could be tried; ended_early says why not all was.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="source_tests")
    server_name = models.CharField(max_length=63)
    server_kind = models.CharField(max_length=3)
    source_id = models.BigIntegerField(
        null=True, blank=True, help_text="of the source that is edited, if any"
    )
    values = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    heard_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_asked = models.BooleanField(default=False)
    files = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0, help_text="bytes")
    newest = models.DateTimeField(null=True, blank=True)
    oldest = models.DateTimeField(null=True, blank=True)
    names = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    error_count = models.PositiveIntegerField(default=0)
    ended_early = models.TextField(blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"],
                condition=models.Q(state__in=["queued", "running"]),
                name="source_test_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "done", "failed"]),
                name="source_test_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.server_name} / {self.values.get('name', '')}: {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in (SourceTest.State.DONE, SourceTest.State.FAILED)
