"""A public key that backups are encrypted to. What opens them is on paper, or wherever people keep it."""

from django.db import models

from mmbackup.models.site import Site


class EncryptionKey(models.Model):
    """public is an age recipient (age1…). One made here may be used once its end was typed back.

    proof is a salted hash of the secret's last characters, and is emptied when the key is confirmed.
    """

    class Origin(models.TextChoices):
        MADE = "made here"
        IMPORTED = "imported"
        DRILL = "drill key"  # its secret lies on this server, so that drills need nobody

    site = models.ForeignKey(Site, models.CASCADE, related_name="keys")
    name = models.CharField(max_length=63)
    public = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    proof = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="key_name_once_a_site"),
            models.UniqueConstraint(fields=["site", "public"], name="key_public_once_a_site"),
            models.CheckConstraint(
                condition=models.Q(origin__in=["made here", "imported", "drill key"]),
                name="key_origin_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        """New backups may be encrypted to it."""
        return self.confirmed_at is not None and self.retired_at is None
