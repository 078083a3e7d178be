from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mmbackup", "0002_media_rotation_and_attended")]

    operations = [migrations.RemoveField(model_name="drive", name="label_blank")]
