import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("mmbackup", "0009_claimed_verified_at")]

    operations = [
        migrations.CreateModel(
            name="Ping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(choices=[("due", "Due"), ("delivered", "Delivered"), ("given up", "Given Up")], db_index=True, default="due", max_length=10)),
                ("next_try_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("run", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="ping", to="mmbackup.run")),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="watchdog, beat, worker, drives", max_length=20)),
                ("host", models.CharField(max_length=255)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["name", "host"],
                "constraints": [models.UniqueConstraint(fields=("name", "host"), name="heartbeat_once_a_host")],
            },
        ),
    ]
