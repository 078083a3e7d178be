"""Proof that what lies on the media can be read (a check) and restored (a drill). Each belongs to a run."""

from django.db import models

from mmbackup.models.run import Run


class Check(models.Model):
    """A verification of sets on one medium: all of them, or those that were asked for."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="check_made")
    sets = models.JSONField(default=list, help_text="uuids that were asked for; empty: all on the medium")
    results = models.JSONField(
        default=list,
        help_text="[{set, part, name, ok, size, problem, damaged_files, damaged: [{path: escaped, server, "
        "data_type, size, elsewhere: [medium names]}]}]; damaged holds the first thousand",
    )

    def __str__(self) -> str:
        return f"{self.run}: {len(self.results)} sets"


class Drill(models.Model):
    """A restore to a scratch folder, compared and opened. proven_at only when all of it was right."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="drill")
    set_uuid = models.UUIDField(null=True, blank=True)
    set_name = models.CharField(max_length=100, blank=True)
    files = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0, help_text="bytes")
    seconds = models.FloatField(default=0.0)
    compared = models.BigIntegerField(default=0, help_text="files that were compared with the source itself")
    opened = models.JSONField(default=dict, help_text="{kind: [opened, failed]}, such as SQLite, LDIF, WAV")
    needs_key = models.BooleanField(default=False, help_text="it could not be done for want of a key")
    proven_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-proven_at"], name="drill_proven")]

    def __str__(self) -> str:
        return f"{self.run}: {'proven' if self.proven_at else 'not proven'}"
