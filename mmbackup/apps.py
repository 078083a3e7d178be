"""Django's entry for the backup system."""

from django.apps import AppConfig


class MmbackupConfig(AppConfig):
    name = "mmbackup"
    verbose_name = "Backup"
    default_auto_field = "django.db.models.BigAutoField"
