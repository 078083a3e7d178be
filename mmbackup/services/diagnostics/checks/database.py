"""The database: that it answers, that its tables are those of this release, how large it is."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from humanize import naturalsize

from mmbackup.models import Site
from mmbackup.services.diagnostics.finding import Finding, bad, good


def database(_site: Site, _now: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    yield good(f"{connection.display_name} answers; it takes {naturalsize(_size())}.")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        words = f"{len(missing)} migrations are not applied: its tables are of an older release."
        yield bad(words, "Run: python manage.py migrate")
    else:
        yield good("Its tables are those of this release.")


def _size() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    path = Path(str(connection.settings_dict["NAME"]))
    files = [path, path.with_name(f"{path.name}-wal")]
    return sum(file.stat().st_size for file in files if file.exists())
