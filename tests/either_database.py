"""What is told twice, on SQLite and on PostgreSQL."""

import os
from pathlib import Path

import pytest

FIXTURES = {"db", "transactional_db", "django_db_serialized_rollback"}
TESTS = Path(__file__).parent
WITHOUT = ("contracts", "engine", "journeys", "uml")  # the engine and browsers do not care which one it is
CLOSE = ("models", "services", "tasks")  # rooms that speak to the database in ways of their own
# of those: most of their time goes to the engine's files, and the other rooms tell the same of the database
LESS_CLOSE = ("attended", "index", "keys", "notices", "proof", "restore")


def has_no_database(path: Path) -> bool:
    """Its tests are not even loaded for PostgreSQL."""
    return _on_postgresql() and path.parent == TESTS and path.name in WITHOUT


def _on_postgresql() -> bool:
    return os.environ.get("MMBACKUP_TEST_DATABASE") == "postgresql"


def leave_the_rest_to_sqlite(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL: what touches a database; what of it is close to it is marked, for the quick tests."""
    if not _on_postgresql():
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
    room, *rest = item.path.relative_to(TESTS).parts
    return room in CLOSE and not (room == "services" and rest[0] in LESS_CLOSE)
