"""The Administration History: what was changed, by whom, when, from where. Only ever added to."""

from django.db import models

from mmbackup.models.site import Site


class Change(models.Model):
    """A trigger in the database refuses to change or remove a row."""

    class Via(models.TextChoices):
        PORTAL = "portal"
        API = "API"
        SHELL = "shell"
        ITSELF = "by itself"  # a schedule or a rule of the product

    site = models.ForeignKey(
        Site, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()
    who = models.CharField(max_length=150, help_text="a user's, a token's or a shell account's name")
    role = models.CharField(max_length=30, blank=True)
    via = models.CharField(max_length=10, choices=Via.choices)
    address = models.CharField(
        max_length=100, blank=True, help_text="where from: an IP address, or a terminal"
    )
    deed = models.CharField(max_length=60, help_text="such as 'pool changed'")
    subject = models.CharField(max_length=200, blank=True, help_text="such as 'pool nightly'")
    fields = models.JSONField(default=list, help_text="[{field, old, new}]; secrets are told as (secret)")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="change_newest"),
            models.Index(fields=["who", "-at"], name="change_of_whom"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who}: {self.deed} {self.subject}"
