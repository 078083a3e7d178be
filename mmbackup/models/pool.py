"""A pool: the media that take turns, and the rules of their turns."""

from django.core.validators import MaxValueValidator
from django.db import models

from mmbackup.models.encryption_key import EncryptionKey
from mmbackup.models.site import Site

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class Pool(models.Model):
    """Media name their pool on themselves; this row says how those of that name take turns."""

    class Rotation(models.TextChoices):
        ALTERNATE = "alternate"
        WEEKDAY = "by weekday"

    site = models.ForeignKey(Site, models.CASCADE, related_name="pools")
    name = models.CharField(max_length=63)
    rotation = models.CharField(max_length=10, choices=Rotation.choices, default=Rotation.ALTERNATE)
    retention_nights = models.PositiveSmallIntegerField(
        default=0, help_text="for so many nights after its own, a medium is not written again"
    )
    label_blank = models.BooleanField(default=False, help_text="blank media are labelled by themselves")
    night = models.PositiveSmallIntegerField(
        default=6,
        validators=[MaxValueValidator(6)],
        help_text="the weekday of a weekly or monthly pool, 0 Monday to 6 Sunday",
    )
    keys = models.ManyToManyField(
        EncryptionKey,
        blank=True,
        related_name="pools",
        help_text="backups are encrypted to these; none: plain",
    )
    replace_after_months = models.PositiveSmallIntegerField(default=12, help_text="0: never")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="pool_name_once_a_site"),
            models.CheckConstraint(
                condition=models.Q(rotation__in=["alternate", "by weekday"]), name="pool_rotation_known"
            ),
            models.CheckConstraint(condition=models.Q(night__lte=6), name="pool_night_is_a_weekday"),
        ]

    def __str__(self) -> str:
        return self.name
