"""The portal's way in for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

# to connect, SQLite reads all its tables' definitions: longer than a page's questions
CONNECTION_SECONDS = 600

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mmbackup.settings")
application = get_wsgi_application()
for alias in connections:  # only here: other programs wait for long, and hold no connection meanwhile
    connections.settings[alias]["CONN_MAX_AGE"] = CONNECTION_SECONDS

_ = get_resolver().url_patterns  # all rooms are loaded before the first request
gc.collect()
gc.freeze()  # what stays for good is not gone through again: that costs some page 100 ms now and then
