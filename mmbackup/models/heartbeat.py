"""When a program of the product was last heard of. One row a program and host."""

from django.db import models
from django.utils import timezone


class Heartbeat(models.Model):
    name = models.CharField(max_length=20, help_text="watchdog, beat, worker, drives")
    host = models.CharField(max_length=255)
    at = models.DateTimeField()
    since = models.DateTimeField(default=timezone.now, help_text="heard of without a gap since then")

    class Meta:
        ordering = ["name", "host"]
        constraints = [models.UniqueConstraint(fields=["name", "host"], name="heartbeat_once_a_host")]

    def __str__(self) -> str:
        return f"{self.name} on {self.host}"
