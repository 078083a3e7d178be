"""Indexes for what pages ask of ten thousand runs, sets and alarms, and what a set holds all of in a few words."""

import json

from django.db import migrations, models


def tell_whole(apps, _editor):
    """As services.index.holdings tells them."""
    sets = apps.get_model("mmbackup", "BackupSet").objects
    for pk, tallies in list(sets.values_list("pk", "tallies")):
        held = [row for row in tallies if row["saved_files"] or row["saved_size"]]
        whole = {(row["data_type"], row["server"]) for row in held if row["saved_files"] >= row["files"]}
        sets.filter(pk=pk).update(holds_whole=json.dumps(sorted(whole)))


class Migration(migrations.Migration):

    dependencies = [
        ('mmbackup', '0017_heartbeat_since'),
    ]

    operations = [
        migrations.AddField(
            model_name='backupset',
            name='holds_whole',
            field=models.TextField(help_text='as holds: of what everything was saved', blank=True, default=''), preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(fields=['site', '-alarmed_at', '-id'], name='alarm_newest'),
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(condition=models.Q(('resolved_at__isnull', True)), fields=['site', '-alarmed_at', '-id'], name='alarm_active'),
        ),
        migrations.AddIndex(
            model_name='backupset',
            index=models.Index(condition=models.Q(('removed_at__isnull', True)), fields=['uuid', 'written_at', 'medium', 'run', 'site_name'], name='set_in_parts'),
        ),
        migrations.AddIndex(
            model_name='backupset',
            index=models.Index(condition=models.Q(('holds', ''), ('removed_at__isnull', True)), fields=['medium'], name='set_untold'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['site', '-queued_at', 'id'], name='run_open'),
        ),
        migrations.RunPython(tell_whole, migrations.RunPython.noop),
    ]
