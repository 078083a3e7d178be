"""The portal's way in for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

CONNECTION_SECONDS = (
    600  # to connect, SQLite reads all its tables' definitions: longer than a page's questions
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mmbackup.settings")
application = get_wsgi_application()
for alias in connections:  # only here: other programs wait for long, and hold no connection meanwhile
    connections.settings[alias]["CONN_MAX_AGE"] = CONNECTION_SECONDS
