"""A sign-in: whose, when, from where, and whether its session goes on."""

from django.conf import settings
from django.db import models


class SignIn(models.Model):
    class Ending(models.TextChoices):
        LOGGED_OUT = "logged out"
        IDLE = "idle for too long"
        TOO_LONG = "open for too long"
        BY_OWNER = "ended from another browser"
        BY_ADMINISTRATOR = "ended by an administrator"
        NEW_PASSWORD = "the password was changed"  # noqa: S105 - why a session ended
        DISABLED = "the account was disabled"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="the last click, within a minute")
    address = models.CharField(max_length=100, blank=True)
    browser = models.CharField(max_length=300, blank=True, help_text="as it calls itself")
    way = models.CharField(max_length=60, blank=True, help_text="such as 'password, app'")
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=40, choices=Ending.choices, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "-at"], name="sign_in_of_whom"),
            models.Index(fields=["session_key"], name="sign_in_of_session"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ending="")
                | models.Q(ended_at__isnull=False) & ~models.Q(ending=""),
                name="sign_in_ended_has_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.at:%Y-%m-%d %H:%M}, {self.address}"
