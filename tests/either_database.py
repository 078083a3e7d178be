"""What is told twice, on SQLite and on PostgreSQL."""

import os
from pathlib import Path

import pytest

FIXTURES = {"db", "transactional_db", "django_db_serialized_rollback"}
CLOSE = ("models", "services", "tasks")  # rooms that speak to the database in ways of their own


def leave_the_rest_to_sqlite(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL: what touches a database; what of it is close to it is marked, for the quick tests."""
    if os.environ.get("MMBACKUP_TEST_DATABASE") != "postgresql":
        return
    kept = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept
    for item in filter(is_close, items):
        item.add_marker("close")


def touches_database(item: pytest.Item) -> bool:
    """Browsers do not care which one it is."""
    if item.get_closest_marker("browser"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & FIXTURES)


def is_close(item: pytest.Item) -> bool:
    return item.path.relative_to(Path(__file__).parent).parts[0] in CLOSE
