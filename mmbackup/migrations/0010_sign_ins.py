import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("mmbackup", "0012_ping"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session_key", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(help_text="the last click, within a minute")),
                ("address", models.CharField(blank=True, max_length=100)),
                ("browser", models.CharField(blank=True, help_text="as it calls itself", max_length=300)),
                ("way", models.CharField(blank=True, help_text="such as 'password, app'", max_length=60)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ending", models.CharField(blank=True, choices=[("logged out", "Logged Out"), ("idle for too long", "Idle"), ("open for too long", "Too Long"), ("ended from another browser", "By Owner"), ("ended by an administrator", "By Administrator"), ("the password was changed", "New Password"), ("the account was disabled", "Disabled")], max_length=40)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sign_ins", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["user", "-at"], name="sign_in_of_whom"), models.Index(fields=["session_key"], name="sign_in_of_session")],
                "constraints": [models.CheckConstraint(condition=models.Q(models.Q(("ended_at__isnull", True), ("ending", "")), models.Q(("ended_at__isnull", False), models.Q(("ending", ""), _negated=True)), _connector="OR"), name="sign_in_ended_has_reason")],
            },
        ),
    ]
