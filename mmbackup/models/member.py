"""A member is somebody who signs in, with one role."""

from django.conf import settings
from django.db import models


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"  # swaps media, makes attended backups, acknowledges, restores into a folder
    AUDITOR = "auditor"  # reads all, changes nothing
    SUBSCRIBERS = "subscriber administrator"  # has none of the backup pages


class Member(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="member")
    role = models.CharField(max_length=30, choices=Role.choices, default=Role.AUDITOR)
    must_change_password = models.BooleanField(
        default=False, help_text="one-time password: nothing else is open until it was changed"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role_known")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role}"
