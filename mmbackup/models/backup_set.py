"""A backup set as it lies on a medium, remembered so that what is where is known without inserting it."""

from django.db import models

from mmbackup.models.medium import Medium
from mmbackup.models.run import Run


class BackupSet(models.Model):
    """One part of a set: a set over several media has a row, with the same uuid, for each."""

    uuid = models.UUIDField(db_index=True)
    part = models.PositiveSmallIntegerField(default=1)
    parts = models.PositiveSmallIntegerField(
        default=1, help_text="in all; 0 while that is not known, and for ever when the set was not finished"
    )
    run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="sets")
    medium = models.ForeignKey(Medium, models.CASCADE, related_name="sets")
    name = models.CharField(max_length=100, help_text="its folder on the medium")
    written_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    size = models.BigIntegerField(default=0, help_text="bytes on the medium")
    tallies = models.JSONField(default=list)

    class Meta:
        ordering = ["-written_at", "part"]
        constraints = [models.UniqueConstraint(fields=["uuid", "part"], name="backup_set_part_once")]

    def __str__(self) -> str:
        return self.name
