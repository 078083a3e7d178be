import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mmbackup', '0016_fast_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='heartbeat',
            name='since',
            field=models.DateTimeField(default=django.utils.timezone.now, help_text='heard of without a gap since then'),
        ),
    ]
