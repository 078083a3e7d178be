"""A condition that asks for an act. Raised once, acknowledged by a person, resolved by a fact."""

from django.conf import settings
from django.db import models

from mmbackup.engine.codes import ALARM_CODES, AlarmCode
from mmbackup.models.site import Site


class Alarm(models.Model):
    site = models.ForeignKey(Site, models.CASCADE, related_name="alarms")
    application = models.CharField(max_length=10)
    resource_type = models.CharField(max_length=20)
    location = models.CharField(max_length=100, blank=True)
    code = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=3)
    detail = models.TextField(blank=True)
    alarmed_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolve_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-alarmed_at", "-id"]
        indexes = [
            models.Index(fields=["site", "-alarmed_at", "-id"], name="alarm_newest"),
            models.Index(
                fields=["site", "-alarmed_at", "-id"],
                condition=models.Q(resolved_at__isnull=True),
                name="alarm_active",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "application", "resource_type", "code"],
                condition=models.Q(resolved_at__isnull=True),
                name="alarm_active_once",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=["MAJ", "MIN", "WRN"]), name="alarm_level_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.application} {self.resource_type} {self.code}"

    @property
    def in_table(self) -> AlarmCode | None:
        """The table's entry of this alarm, with cause and repair procedure."""
        return next((code for code in ALARM_CODES if code.name == self.name), None)
