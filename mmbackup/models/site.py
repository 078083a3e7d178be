"""A site is one messaging system; it has exactly one unattended schedule."""

from datetime import time

from django.core.validators import MaxValueValidator
from django.db import models
from django_celery_beat.models import PeriodicTask

NIGHTLY_AT = time(3, 5)
LOOK_AHEAD_AT = time(15, 0)
DRILL_AT = time(10, 0)


class Site(models.Model):
    name = models.CharField(max_length=100, unique=True)
    time_zone = models.CharField(max_length=64, help_text="IANA name, such as Europe/Berlin")

    def __str__(self) -> str:
        return self.name


class Schedule(models.Model):
    """When the unattended backup starts, in the site's zone, and onto which drive."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="schedule")
    drive = models.ForeignKey("Drive", models.PROTECT, null=True, blank=True, related_name="schedules")
    at = models.TimeField(default=NIGHTLY_AT)
    enabled = models.BooleanField(default=True)
    look_ahead_at = models.TimeField(default=LOOK_AHEAD_AT, help_text="when the coming night is looked at")
    make_up_by_itself = models.BooleanField(
        default=False, help_text="a night without a medium is made up for as soon as one is put in"
    )
    attended_wait_hours = models.PositiveSmallIntegerField(
        default=24, help_text="how long an attended backup waits for its next medium"
    )
    catch_up_hours = models.PositiveSmallIntegerField(default=6, validators=[MaxValueValidator(23)])
    drill_enabled = models.BooleanField(default=True)
    drill_weekday = models.PositiveSmallIntegerField(
        default=6, validators=[MaxValueValidator(6)], help_text="0 Monday to 6 Sunday"
    )
    drill_at = models.TimeField(default=DRILL_AT, help_text="when the weekly restore drill begins")
    verify_after_days = models.PositiveSmallIntegerField(
        default=30, help_text="the medium in the drive is verified again after so long; 0: never"
    )
    since = models.DateTimeField(help_text="Nights due before this moment are not missed")
    periodic_task = models.OneToOneField(
        PeriodicTask, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(catch_up_hours__lte=23), name="schedule_catch_up_within_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.at:%H:%M}"
