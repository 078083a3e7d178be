"""A token for programs: a role, an expiry, and the digest of a secret that was shown once."""

from django.conf import settings
from django.db import models

from mmbackup.models.member import Role


class ApiToken(models.Model):
    name = models.CharField(max_length=63, unique=True)
    role = models.CharField(max_length=30, choices=Role.choices)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret, in hexadecimal")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="to the minute")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="token_role_known")
        ]

    def __str__(self) -> str:
        return self.name
