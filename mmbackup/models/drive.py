"""A drive is what a medium is put into."""

from django.db import models

from mmbackup.engine.media.port import DriveSpec
from mmbackup.models.pool import Pool
from mmbackup.models.site import Site


class Drive(models.Model):
    """kind and settings are those of engine.media."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="drives")
    name = models.CharField(max_length=63)
    kind = models.CharField(max_length=20)
    pool = models.CharField(max_length=63, default="nightly", help_text="a Pool's name")
    weekly_pool = models.CharField(max_length=63, blank=True, help_text="a Pool's name, or empty")
    monthly_pool = models.CharField(max_length=63, blank=True)
    settings = models.JSONField(default=dict)
    seen = models.JSONField(
        default=dict, help_text="what whoever has the rights saw in the drive last; see services.drive_sight"
    )
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="drive_name_once_a_site")]

    def __str__(self) -> str:
        return self.name

    @property
    def spec(self) -> DriveSpec:
        pool = Pool.objects.filter(site=self.site_id, name=self.pool).first()
        label_blank = bool(pool and pool.label_blank)
        return DriveSpec(self.name, self.kind, self.pool, self.settings, label_blank, self.pool_names[1:])

    @property
    def pool_names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.pool, self.weekly_pool, self.monthly_pool) if name)
