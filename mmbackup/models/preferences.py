"""What an administrator sets for the whole installation; one row."""

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

DIGEST_AT = time(7, 0)


class Preferences(models.Model):
    """Read by services.preferences alone, which makes the row where there is none."""

    portal_address = models.URLField(
        blank=True, help_text="how people reach the portal, for links in mails and on labels"
    )
    log_retention_days = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)], help_text="empty: as the environment says"
    )
    idle_minutes = models.PositiveIntegerField(
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
        help_text="a session ends after so long without a click",
    )
    session_hours = models.PositiveIntegerField(
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
        help_text="a session ends after so long in any case",
    )
    second_factor_for = models.JSONField(
        default=list, help_text="roles that must have a second factor; slugs of Role"
    )
    digest_at = models.TimeField(default=DIGEST_AT, help_text="when the morning's digest is sent")
    ping_address = models.CharField(
        max_length=500,
        blank=True,
        help_text="asked for after each verified success, so that silence is noticed outside; secret",
    )
    metrics_networks = models.JSONField(
        default=list, help_text="networks that may read /metrics without a token, such as 10.0.0.0/8"
    )

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="preferences_one_row")]

    def __str__(self) -> str:
        return "preferences"
