"""A run is one attempt. It always ends, and always with an outcome."""

import uuid

from django.db import models

from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.models.drive import Drive
from mmbackup.models.medium import Medium
from mmbackup.models.site import Site


class Run(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        WAITING = "waiting"  # an attended backup or a restore, for its next medium: no process has it
        ENDED = "ended"

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule"
        HAND = "by hand"

    class Kind(models.TextChoices):
        UNATTENDED = "unattended"
        ATTENDED = "attended"
        RESTORE = "restore"
        VERIFY = "verify"
        DRILL = "drill"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="runs")
    drive = models.ForeignKey(Drive, models.SET_NULL, null=True, blank=True, related_name="runs")
    drive_name = models.CharField(max_length=63, blank=True)
    medium = models.ForeignKey(Medium, models.SET_NULL, null=True, blank=True, related_name="runs")
    medium_name = models.CharField(max_length=63, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.UNATTENDED)
    trigger = models.CharField(max_length=10, choices=Trigger.choices)
    night = models.DateField(null=True, blank=True, help_text="The night a scheduled run answers for")
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="When that night was due; whoever inserts it has claimed it"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    phase = models.CharField(max_length=12, default=Phase.QUEUED)
    outcome = models.CharField(max_length=24, blank=True, choices=[(o.value, o.value) for o in Outcome])
    verdict = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_asked = models.BooleanField(default=False)
    host = models.CharField(max_length=255, blank=True)
    data_folder = models.CharField(
        max_length=36,
        blank=True,
        help_text="Which data folder holds the drive's lock: only its host may judge it",
    )
    process = models.PositiveIntegerField(null=True, blank=True)
    # an attended backup: what was chosen, and for what it waits
    data_types = models.JSONField(default=list, help_text="slugs; empty: all")
    servers = models.JSONField(default=list, help_text="names; empty: all")
    asked_by = models.CharField(max_length=150, blank=True)
    part = models.PositiveSmallIntegerField(default=1, help_text="the part that is written, or waited for")
    media_names = models.JSONField(default=list, help_text="of the parts that are written, in order")
    waits_for = models.TextField(blank=True, help_text="what is asked of people while it waits")
    refusal = models.TextField(blank=True, help_text="why the medium put in last was refused")
    waits_until = models.DateTimeField(null=True, blank=True)
    makes_up_for = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="made_up_by"
    )
    # progress of the current phase, and when it was last heard of
    heard_at = models.DateTimeField(null=True, blank=True)
    files = models.BigIntegerField(default=0)
    files_total = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0, help_text="bytes of the phase done")
    size_total = models.BigIntegerField(default=0, help_text="bytes of the phase in all")
    # totals, once ended
    errors = models.PositiveIntegerField(default=0)
    size_on_medium = models.BigIntegerField(default=0, help_text="bytes")
    tallies = models.JSONField(
        default=list,
        help_text="[{data_type: slug, server, files, size, saved_files, saved_size}], sizes in bytes",
    )
    seconds_by_phase = models.JSONField(default=dict)

    class Meta:
        ordering = ["-queued_at", "id"]
        indexes = [
            models.Index(fields=["site", "-queued_at"], name="run_newest"),
            models.Index(fields=["site", "state", "queued_at"], name="run_of_state"),
            models.Index(fields=["drive", "state"], name="run_of_state_at_drive"),
            models.Index(fields=["site", "-night"], name="run_of_night"),
            models.Index(fields=["site", "-started_at"], name="run_started"),
            models.Index(fields=["site", "-ended_at"], name="run_ended"),
            models.Index(fields=["site", "kind", "-queued_at", "id"], name="run_newest_of_kind"),
            models.Index(fields=["state"], name="run_state"),
            models.Index(
                fields=["site", "-queued_at", "id"],
                condition=models.Q(ended_at__isnull=True),
                name="run_open",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "due_at"], condition=models.Q(due_at__isnull=False), name="run_once_a_night"
            ),
            models.UniqueConstraint(
                fields=["drive"], condition=models.Q(state="running"), name="run_one_a_drive"
            ),
            models.UniqueConstraint(
                fields=["drive"],
                condition=models.Q(state__in=["queued", "running"], trigger="by hand", kind="unattended"),
                name="run_by_hand_once_a_drive",
            ),
            models.UniqueConstraint(
                fields=["drive"],
                condition=models.Q(state__in=["queued", "running", "waiting"], kind="attended"),
                name="run_attended_once_a_drive",
            ),
            models.UniqueConstraint(
                fields=["drive", "kind"],
                condition=models.Q(
                    state__in=["queued", "running", "waiting"], kind__in=["restore", "verify", "drill"]
                ),
                name="run_of_these_kinds_once_a_drive",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "waiting", "ended"]),
                name="run_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="waiting")
                | models.Q(kind__in=["attended", "restore"], waits_until__isnull=False)
                & ~models.Q(waits_for=""),
                name="run_waiting_says_for_what",
            ),
            models.CheckConstraint(condition=models.Q(outcome__in=["", *Outcome]), name="run_outcome_known"),
            models.CheckConstraint(
                condition=models.Q(trigger="schedule", night__isnull=False, due_at__isnull=False)
                | models.Q(trigger="by hand", night__isnull=True, due_at__isnull=True),
                name="run_scheduled_has_night",
            ),
            models.CheckConstraint(
                condition=models.Q(state="ended", ended_at__isnull=False) & ~models.Q(outcome="")
                | ~models.Q(state="ended") & models.Q(outcome="", ended_at__isnull=True),
                name="run_ended_has_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(started_at__isnull=False),
                name="run_running_has_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.queued_at:%Y-%m-%d %H:%M} {self.outcome or self.state}"

    @property
    def in_words(self) -> str:
        return IN_WORDS[self.kind]

    @property
    def is_backup(self) -> bool:
        return self.kind in BACKUPS

    @property
    def is_open(self) -> bool:
        """Databases find the open ones by ended_at, which no other run lacks."""
        return self.state != Run.State.ENDED


OPEN = (Run.State.QUEUED, Run.State.RUNNING, Run.State.WAITING)
BACKUPS = (Run.Kind.UNATTENDED, Run.Kind.ATTENDED)
WAITING_KINDS = (Run.Kind.ATTENDED, Run.Kind.RESTORE)  # may wait for their next medium
IN_WORDS: dict[str, str] = {
    Run.Kind.UNATTENDED: "backup",
    Run.Kind.ATTENDED: "attended backup",
    Run.Kind.RESTORE: "restore",
    Run.Kind.VERIFY: "verification",
    Run.Kind.DRILL: "restore drill",
}
