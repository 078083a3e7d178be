"""An act at a drive, asked for by somebody and done by whoever has the rights to do it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from mmbackup.models.drive import Drive


class DriveAct(models.Model):
    """arguments are the verb's own; answer is one sentence for people, problem the same when it failed."""

    class Verb(models.TextChoices):
        LOOK = "look", _("Look")
        EJECT = "eject", _("Eject")
        LABEL = "label", _("Label")
        RELABEL = "relabel", _("Relabel")
        FORMAT = "format", _("Format")
        IMPORT = "import", _("Import")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WORKING = "working", _("Working")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    drive = models.ForeignKey(Drive, models.CASCADE, related_name="acts")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    arguments = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    next_step = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "id"]
        indexes = [models.Index(fields=["drive", "-asked_at"], name="drive_act_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "working", "done", "failed"]),
                name="drive_act_state_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.drive}: {self.verb} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in (DriveAct.State.DONE, DriveAct.State.FAILED)
