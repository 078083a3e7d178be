"""A backup set as it lies on a medium, remembered so that what is where is known without inserting it."""

from django.db import models

from mmbackup.models.medium import Medium
from mmbackup.models.run import Run


class BackupSet(models.Model):
    uuid = models.UUIDField(unique=True)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="sets")
    medium = models.ForeignKey(Medium, models.CASCADE, related_name="sets")
    name = models.CharField(max_length=100, help_text="its folder on the medium")
    written_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    size = models.BigIntegerField(default=0, help_text="bytes on the medium")
    tallies = models.JSONField(default=list)

    class Meta:
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return self.name
