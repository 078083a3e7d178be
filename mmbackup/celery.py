"""The Celery application: beat sends, a drive's worker receives. Data never passes through the broker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mmbackup.settings")

app = Celery("mmbackup")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["mmbackup"])
