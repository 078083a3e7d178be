"""A medium we have met. Its status and its place are separate facts."""

from django.db import models

from mmbackup.models.drive import Drive
from mmbackup.models.site import Site


class Medium(models.Model):
    class Status(models.TextChoices):
        WRITABLE = "writable"
        FULL = "full"
        DAMAGED = "damaged"
        RETIRED = "retired"

    class Place(models.TextChoices):
        IN_DRIVE = "in drive"
        ON_SHELF = "on shelf"
        IN_VAULT = "in vault"
        LOST = "lost"

    site = models.ForeignKey(Site, models.CASCADE, related_name="media")
    uuid = models.UUIDField(unique=True)
    name = models.CharField(max_length=63)
    pool = models.CharField(max_length=63)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WRITABLE)
    place = models.CharField(max_length=10, choices=Place.choices, default=Place.IN_DRIVE)
    last_drive = models.ForeignKey(Drive, models.SET_NULL, null=True, blank=True, related_name="+")
    capacity = models.BigIntegerField(default=0, help_text="bytes")
    free = models.BigIntegerField(default=0, help_text="bytes, when last seen")
    last_seen_at = models.DateTimeField()
    place_name = models.CharField(max_length=63, blank=True, help_text="which shelf or vault")
    status_reason = models.CharField(max_length=200, blank=True)
    first_used_at = models.DateTimeField(null=True, blank=True)
    last_written_at = models.DateTimeField(null=True, blank=True, help_text="when its newest run began")
    write_count = models.PositiveIntegerField(default=0, help_text="sets ever begun on it")
    read_errors = models.PositiveIntegerField(default=0)
    replace_by = models.DateField(null=True, blank=True)
    replace_by_unwritten = models.BooleanField(
        default=False, help_text="the date was edited here and does not stand on the medium itself yet"
    )

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["site", "pool", "last_written_at"], name="medium_in_turn"),
            models.Index(fields=["site", "pool", "status", "place"], name="medium_usable"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["last_drive"], condition=models.Q(place="in drive"), name="medium_one_in_a_drive"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["writable", "full", "damaged", "retired"]),
                name="medium_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(place__in=["in drive", "on shelf", "in vault", "lost"]),
                name="medium_place_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
