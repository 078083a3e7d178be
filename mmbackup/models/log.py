"""A run's log: a file, found by this row."""

from django.db import models

from mmbackup.models.run import Run


class Log(models.Model):
    """path is relative to the data folder's logs/."""

    class Kind(models.TextChoices):
        BACKUP = "backup"
        RESTORE = "restore"
        VERIFY = "verify"
        DRILL = "drill"

    run = models.OneToOneField(Run, models.CASCADE, related_name="log")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.BACKUP)
    path = models.CharField(max_length=200, unique=True)
    written_at = models.DateTimeField()
    lines = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0, help_text="bytes")
    errors = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["kind", "-written_at"], name="log_newest")]

    def __str__(self) -> str:
        return self.path
