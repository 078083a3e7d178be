"""Databases of a real PostgreSQL: dumped as one state each, and read back by its own tools."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.hosts.far import far_host
from tests.engine.operations.backup.night import Night
from tests.postgresql import postgresql_url

ODD = "mail 'box'\\ a=b"


@pytest.fixture
def connection() -> Iterator[str]:
    """With two databases of one table each, gone afterwards."""
    if shutil.which("psql") is None:
        pytest.skip("needs what this machine lacks: PostgreSQL")
    url = urlsplit(postgresql_url())
    words = f"host={url.hostname} port={url.port} user=postgres"
    with psycopg.connect(f"{words} dbname=postgres", autocommit=True) as server:
        for name in ("directory", ODD):
            server.execute(f'CREATE DATABASE "{name}"')
            with psycopg.connect(dbname=name, host=url.hostname, port=url.port, user="postgres") as one:
                one.execute(
                    "CREATE TABLE subscriber AS SELECT n, 'name ' || n AS name FROM generate_series(1, 500) n"
                )
        yield words
        for name in ("directory", ODD):
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def source(connection: str, *databases: str) -> SourceSpec:
    settings: dict[str, object] = {"connection": connection, "databases": list(databases)}
    return SourceSpec("MSS1", data_item(ServerKind.MSS, "subscribers"), "directory", "postgresql", settings)


def outputs(night: Night) -> Path:
    return night.unpack() / "MSS1" / "command-output" / "subscribers" / "directory"


def rows(dump: Path) -> int:
    """By the server's own tool, as SQL."""
    said = subprocess.run(
        ["pg_restore", "--data-only", "-f", "-", dump], check=True, capture_output=True, text=True
    )
    return sum(line.partition("\t")[2].startswith("name ") for line in said.stdout.splitlines())


def test_all_databases_and_the_roles_are_saved(tmp_path: Path, connection: str) -> None:
    night = Night(tmp_path)

    result = night.run(source(connection, "directory", ODD))

    assert result.outcome is Outcome.FULL, night.log
    saved = {path.name: path for path in outputs(night).iterdir()}
    assert sorted(saved) == sorted(["globals.sql", "directory.dump", f"{ODD}.dump"])
    assert rows(saved["directory.dump"]) == rows(saved[f"{ODD}.dump"]) == 500
    assert "CREATE ROLE postgres" in saved["globals.sql"].read_text()


def test_those_of_another_machine_come_the_same_way(tmp_path: Path, connection: str) -> None:
    night = Night(tmp_path)
    with far_host(tmp_path / "far") as host:
        spec = source(connection, ODD)
        far = SourceSpec(spec.server, spec.item, spec.name, spec.kind, spec.settings, host=host)
        result = night.run(far)

    assert result.outcome is Outcome.FULL, night.log
    assert rows(outputs(night) / f"{ODD}.dump") == 500


def test_none_chosen_means_all(tmp_path: Path, connection: str) -> None:
    night = Night(tmp_path)

    night.run(source(connection))

    assert {"directory.dump", f"{ODD}.dump", "postgres.dump"} <= {
        path.name for path in outputs(night).iterdir()
    }


def test_a_database_that_is_not_there_costs_itself_alone(tmp_path: Path, connection: str) -> None:
    night = Night(tmp_path)

    result = night.run(source(connection, "directory", "missing"))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert 'database "missing" does not exist' in night.log
    assert {path.name for path in outputs(night).iterdir()} == {"globals.sql", "directory.dump"}
