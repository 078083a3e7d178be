"""Where media are kept: a named shelf or vault. And who brought which medium where, and when."""

from django.db import models

from mmbackup.models.medium import Medium
from mmbackup.models.site import Site


class Place(models.Model):
    """kind is one of Medium.Place, the drive and the unknown excepted."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="places")
    name = models.CharField(max_length=63)
    kind = models.CharField(
        max_length=10, choices=[("on shelf", "on shelf"), ("in vault", "in vault")], default="on shelf"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="place_name_once_a_site"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["on shelf", "in vault"]), name="place_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Custody(models.Model):
    """One line of a medium's history. Appended only."""

    class Act(models.TextChoices):
        LABELLED = "labelled"
        RELABELLED = "relabelled"
        FORMATTED = "formatted"
        INSERTED = "inserted"
        EJECTED = "ejected"
        MOVED = "moved"
        WRITTEN = "written"
        VERIFIED = "verified"
        READ_ERROR = "read error"
        STATUS = "status changed"
        EDITED = "edited"

    medium = models.ForeignKey(Medium, models.CASCADE, related_name="history")
    at = models.DateTimeField()
    by = models.CharField(max_length=150, help_text="a user's name, or the program that did it")
    act = models.CharField(max_length=14, choices=Act.choices)
    place = models.CharField(max_length=63, blank=True, help_text="where it was afterwards")
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["medium", "-at"], name="custody_newest")]

    def __str__(self) -> str:
        return f"{self.medium} {self.act}"
