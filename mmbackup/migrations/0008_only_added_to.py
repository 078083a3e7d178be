"""The Administration History is only ever added to; and whoever could sign in before has a role."""

from django.db import migrations

TRIGGERS = {
    "sqlite": (
        """CREATE TRIGGER change_never_changes BEFORE UPDATE ON mmbackup_change
        BEGIN SELECT RAISE(ABORT, 'the Administration History is only ever added to'); END""",
        """CREATE TRIGGER change_never_goes BEFORE DELETE ON mmbackup_change
        BEGIN SELECT RAISE(ABORT, 'the Administration History is only ever added to'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION mmbackup_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the Administration History is only ever added to'; END $$""",
        """CREATE TRIGGER change_never_changes BEFORE UPDATE ON mmbackup_change
        FOR EACH ROW EXECUTE FUNCTION mmbackup_only_added_to()""",
        """CREATE TRIGGER change_never_goes BEFORE DELETE ON mmbackup_change
        FOR EACH ROW EXECUTE FUNCTION mmbackup_only_added_to()""",
    ),
}
REMOVAL = {
    "sqlite": ("DROP TRIGGER change_never_changes", "DROP TRIGGER change_never_goes"),
    "postgresql": ("DROP FUNCTION mmbackup_only_added_to() CASCADE",),
}


def add_triggers(_apps, schema_editor):
    for statement in TRIGGERS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove_triggers(_apps, schema_editor):
    for statement in REMOVAL[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def give_roles(apps, _schema_editor):
    member = apps.get_model("mmbackup", "Member")
    for user in apps.get_model("auth", "User").objects.all():
        role = "administrator" if user.is_superuser else "operator"
        member.objects.get_or_create(user=user, defaults={"role": role})


class Migration(migrations.Migration):
    dependencies = [
        ("mmbackup", "0007_people_notices_and_history"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(add_triggers, remove_triggers),
        migrations.RunPython(give_roles, migrations.RunPython.noop),
    ]
