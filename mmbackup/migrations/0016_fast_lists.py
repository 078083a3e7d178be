"""Indexes for lists of ten thousand, and what a set holds in a few words."""

import json

from django.db import migrations, models


def tell_holdings(apps, _editor):
    """As services.index.holdings tells them."""
    sets = apps.get_model("mmbackup", "BackupSet").objects
    for pk, tallies in list(sets.values_list("pk", "tallies")):
        held = {(row["data_type"], row["server"]) for row in tallies if row["saved_files"] or row["saved_size"]}
        sets.filter(pk=pk).update(holds=json.dumps(sorted(held)))


class Migration(migrations.Migration):

    dependencies = [
        ('mmbackup', '0013_source_test'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='event',
            name='event_newest',
        ),
        migrations.AddField(
            model_name='backupset',
            name='holds',
            field=models.TextField(help_text='JSON: of what anything was saved, data types and servers; empty: as tallies say', blank=True, default=''), preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='backupset',
            index=models.Index(condition=models.Q(('removed_at__isnull', True)), fields=['-written_at', '-id'], name='set_newest'),
        ),
        migrations.AddIndex(
            model_name='drill',
            index=models.Index(fields=['-proven_at'], name='drill_proven'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['site', '-at', '-id'], name='event_newest'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['site', 'event_id', '-at', '-id'], name='event_newest_of_code'),
        ),
        migrations.AddIndex(
            model_name='medium',
            index=models.Index(fields=['site', 'pool', 'last_written_at'], name='medium_in_turn'),
        ),
        migrations.AddIndex(
            model_name='medium',
            index=models.Index(fields=['site', 'pool', 'status', 'place'], name='medium_usable'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['site', 'state', 'queued_at'], name='run_of_state'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['drive', 'state'], name='run_of_state_at_drive'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['site', '-night'], name='run_of_night'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['site', '-started_at'], name='run_started'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['site', '-ended_at'], name='run_ended'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['site', 'kind', '-queued_at', 'id'], name='run_newest_of_kind'),
        ),
        migrations.RunPython(tell_holdings, migrations.RunPython.noop),
    ]
