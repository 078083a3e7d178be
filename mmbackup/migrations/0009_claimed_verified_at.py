"""What an imported medium says of its own verification is kept apart from what this server has verified."""

from django.db import migrations, models
from django.db.models import F


def take_back(apps, _schema_editor):
    """What was imported and never read here had its date from the medium alone."""
    sets = apps.get_model("mmbackup", "BackupSet").objects
    imported = sets.filter(run=None, checked_at=None, verified_at__isnull=False)
    imported.update(claimed_verified_at=F("verified_at"), verified_at=None)


def give_back(apps, _schema_editor):
    sets = apps.get_model("mmbackup", "BackupSet").objects
    claimed = sets.filter(verified_at=None, checked_at=None, claimed_verified_at__isnull=False)
    claimed.update(verified_at=F("claimed_verified_at"))


class Migration(migrations.Migration):
    dependencies = [("mmbackup", "0008_only_added_to")]

    operations = [
        migrations.AddField(
            model_name="backupset",
            name="claimed_verified_at",
            field=models.DateTimeField(
                blank=True, help_text="of an imported set: what its medium says of itself", null=True
            ),
        ),
        migrations.RunPython(take_back, give_back),
    ]
