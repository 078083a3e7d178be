"""What an afternoon's look ahead found out about the coming night."""

from django.db import models

from mmbackup.models.drive import Drive
from mmbackup.models.site import Site


class LookAhead(models.Model):
    """foretold is an Outcome, or empty where it is not known. Sizes in bytes."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="looks_ahead")
    drive = models.ForeignKey(Drive, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="the night it speaks of")
    foretold = models.CharField(max_length=24, blank=True)
    sentence = models.TextField()
    next_step = models.TextField(blank=True)
    medium_name = models.CharField(max_length=63, blank=True)
    expected_medium = models.CharField(max_length=63, blank=True)
    size_expected = models.BigIntegerField(null=True, blank=True)
    room = models.BigIntegerField(null=True, blank=True, help_text="what the night may take of the medium")
    first_partial_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["site", "-at"], name="look_ahead_newest")]

    def __str__(self) -> str:
        return self.sentence
