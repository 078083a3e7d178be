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
    claimed_verified_at = models.DateTimeField(
        null=True, blank=True, help_text="of an imported set: what its medium says of itself"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    size = models.BigIntegerField(default=0, help_text="bytes on the medium")
    tallies = models.JSONField(default=list)
    holds = models.TextField(
        blank=True,
        help_text="JSON: of what anything was saved, data types and servers; empty: as tallies say",
    )
    holds_whole = models.TextField(blank=True, help_text="as holds: of what everything was saved")
    errors = models.PositiveIntegerField(default=0, help_text="of the run that wrote it")
    site_name = models.CharField(max_length=100, blank=True, help_text="as the set itself says")
    set_sha256 = models.CharField(max_length=64, blank=True, help_text="of set.json")
    recipients = models.JSONField(default=list, help_text="public keys it is encrypted to; empty: plain")
    indexed_at = models.DateTimeField(null=True, blank=True, help_text="when its index was made here")
    checked_at = models.DateTimeField(null=True, blank=True, help_text="when it was last read whole")
    damage = models.TextField(blank=True, help_text="what the last check found wrong; empty: nothing")

    class Meta:
        ordering = ["-written_at", "part"]
        indexes = [
            models.Index(
                fields=["-written_at", "-id"], condition=models.Q(removed_at__isnull=True), name="set_newest"
            ),
            models.Index(
                fields=["uuid", "written_at", "medium", "run", "site_name"],
                condition=models.Q(removed_at__isnull=True),
                name="set_in_parts",
            ),
            models.Index(
                fields=["medium"], condition=models.Q(removed_at__isnull=True, holds=""), name="set_untold"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["uuid", "part"], name="backup_set_part_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_encrypted(self) -> bool:
        return bool(self.recipients)

    @property
    def is_claimed(self) -> bool:
        """Verified by its medium's own word, and not by this server yet."""
        return self.verified_at is None and self.claimed_verified_at is not None and not self.damage
