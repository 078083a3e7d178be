"""Beat cannot start on a database without tables: it waits, and says what is missing."""

import logging
import time

from django.db import DatabaseError, connection

from mmbackup.models import Site

PAUSE = 5.0  # seconds
logger = logging.getLogger(__name__)


def wait_for_tables() -> None:
    """Returns when the database is there and migrated."""
    while not _has_tables():
        logger.warning("The database is not there yet, or has no tables: python manage.py migrate")
        time.sleep(PAUSE)


def _has_tables() -> bool:
    try:
        return Site._meta.db_table in connection.introspection.table_names()  # noqa: SLF001  its public name
    except DatabaseError:
        return False
    finally:
        connection.close()
