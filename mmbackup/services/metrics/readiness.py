"""Whether the product can do its work now: what is missing, in words. Empty: it is ready."""

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from mmbackup.services.broker import BrokerUnreachable, reach_broker
from mmbackup.services.heartbeats.heard import missing


def lacks(*, now: datetime) -> list[str]:
    """The database first: without it the rest cannot be known."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return [*_of_tables(), *_of_broker(), *_of_programs(now)]
    except (DatabaseError, InterfaceError):
        return ["the database does not answer"]


def _of_tables() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "the database is not up to date: run manage.py migrate"


def _of_broker() -> Iterator[str]:
    try:
        reach_broker()
    except BrokerUnreachable:
        yield "the broker cannot be reached"


def _of_programs(now: datetime) -> Iterator[str]:
    for name in missing(now=now):
        yield f"{name} was not heard of for three minutes"
