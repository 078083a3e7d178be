"""What is told twice, on SQLite and on PostgreSQL."""

import os
from pathlib import Path

import pytest

FIXTURES = {"db", "transactional_db", "django_db_serialized_rollback"}
CLOSE = ("models", "services", "tasks")  # rooms that speak to the database in ways of their own


def leave_the_rest_to_sqlite(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL: what is close to the database with the quick tests, all else with the long ones."""
    if os.environ.get("MMBACKUP_TEST_DATABASE") != "postgresql":
        return
    is_wanted = is_close if config.option.markexpr == "not long" else is_farther
    kept = [item for item in items if touches_database(item) and is_wanted(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def touches_database(item: pytest.Item) -> bool:
    """Browsers do not care which one it is."""
    if item.get_closest_marker("browser"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & FIXTURES)


def is_close(item: pytest.Item) -> bool:
    return item.path.relative_to(Path(__file__).parent).parts[0] in CLOSE


def is_farther(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("long")) or not is_close(item)
