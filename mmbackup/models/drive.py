"""A drive is what a medium is put into."""

from django.db import models

from mmbackup.engine.media.port import DriveSpec
from mmbackup.models.site import Site


class Drive(models.Model):
    """kind and settings are those of engine.media."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="drives")
    name = models.CharField(max_length=63)
    kind = models.CharField(max_length=20)
    pool = models.CharField(max_length=63, default="nightly")
    label_blank = models.BooleanField(default=False)
    settings = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="drive_name_once_a_site")]

    def __str__(self) -> str:
        return self.name

    @property
    def spec(self) -> DriveSpec:
        return DriveSpec(self.name, self.kind, self.pool, self.settings, self.label_blank)
