"""What a restore run was asked for, and how far it came. The run itself is a Run, of the kind restore."""

from django.db import models

from mmbackup.models.run import Run


class Restore(models.Model):
    class Target(models.TextChoices):
        FOLDER = "folder"
        IN_PLACE = "in place"

    class Existing(models.TextChoices):
        """What becomes of a file that is there already."""

        KEEP = "keep"
        REPLACE = "replace"
        SET_ASIDE = "set aside"

    run = models.OneToOneField(Run, models.CASCADE, related_name="restore")
    target = models.CharField(max_length=10, choices=Target.choices, default=Target.FOLDER)
    folder = models.CharField(max_length=1000, blank=True, help_text="absolute, on the drive's host")
    existing = models.CharField(max_length=10, choices=Existing.choices, default=Existing.KEEP)
    dry_run = models.BooleanField(default=False)
    stop_software = models.BooleanField(default=False)
    stopped = models.JSONField(default=list, help_text="names of servers whose software we have stopped")
    moment = models.DateTimeField(null=True, blank=True, help_text="the moment asked for")
    sets = models.JSONField(default=list, help_text="uuids of the sets to restore from, the newest first")
    picks = models.JSONField(
        default=list, help_text="[{data_type: slug, server, path: escaped}]; empty fields mean all"
    )
    parts = models.JSONField(
        default=list,
        help_text="the media in the order to insert them: "
        "[{number, set, set_name, part, medium_uuid, medium_name, files, size, done, encrypted}]",
    )
    needs_key = models.BooleanField(default=False, help_text="at least one of the sets is encrypted")
    waits_for_key = models.BooleanField(default=False, help_text="it waits for a key, not for a medium")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target="folder") & ~models.Q(folder="") | models.Q(target="in place"),
                name="restore_folder_is_named",
            ),
            models.CheckConstraint(
                condition=models.Q(existing__in=["keep", "replace", "set aside"]),
                name="restore_existing_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.target}"
