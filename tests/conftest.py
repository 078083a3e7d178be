"""What all tests share: a data folder of their own, a messaging system, real processes, either database."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck, settings

from mmbackup import environment
from mmbackup.environment import broker_socket
from mmbackup.models import Site
from mmbackup.services.drives import look_into_drive
from mmbackup.services.keys import keeper
from tests.builders import make_site
from tests.either_database import has_no_database, leave_the_rest_to_sqlite
from tests.machine import skip_what_this_machine_lacks, what_this_kernel_lacks
from tests.migrated import keep, take_kept
from tests.migrated_template import keep_template, migrated_template
from tests.own_disk import not_waited_for
from tests.processes import Processes
from tests.static_files import looked_for_once
from tests.to_be_closed import closing_what_was_opened
from tests.together import Together, give_time_to_long, longest_first

# A machine with much to do is no fault of what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.hookimpl(optionalhook=True)  # nobody asks where tests run in one process
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return has_no_database(collection_path) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    skip_what_this_machine_lacks(items)
    leave_to_user_mode_linux(config, items)
    leave_the_rest_to_sqlite(config, items)
    longest_first(items)
    give_time_to_long(items)


def leave_to_user_mode_linux(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs a kernel that this machine has not: tests/uml runs it in one of its own."""
    lacking = what_this_kernel_lacks()
    left = {item for item in items if any(item.get_closest_marker(marker) for marker in lacking)}
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]


def pytest_collection_finish() -> None:
    """What was loaded so far stays: nothing of it needs to be looked through for rubbish again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _own_disk() -> Iterator[None]:
    with not_waited_for():
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_static_files() -> Iterator[None]:
    with looked_for_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def _patience_with_drives() -> Iterator[None]:
    """A machine with much to do is no drive that hangs."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(look_into_drive, "PATIENCE", 100.0)
        yield


@pytest.fixture(autouse=True)
def _closed_when_over() -> Iterator[None]:
    with closing_what_was_opened():
        yield


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """With what another process or session has migrated; Django looks whether anything lacks."""
    if connection.vendor != "sqlite":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()
        return django_db_keepdb
    return take_kept(str(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """On SQLite tables are emptied by DELETE, row by row; what is only ever added to would refuse that."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            keep(str(connection.settings_dict["NAME"]))
            connection.cursor().execute("DROP TRIGGER change_never_goes")
        else:
            keep_template()
    _leave_emptied_tables_empty()


def _leave_emptied_tables_empty() -> None:
    """Of permissions, which nothing here asks for, and of types of content, which are made when asked for."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


@pytest.fixture
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Locks, logs and journals of this test alone, and keepers of keys, which end with it."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(environment, "DATA_DIR", folder)
    yield folder
    while keeper._started:
        with keeper._started.pop() as process:
            process.kill()


@pytest.fixture
def harbour(db: None, own_data_folder: Path, tmp_path: Path) -> Site:
    """The Harbour Hospital: see builders."""
    return make_site(tmp_path)


@pytest.fixture
def processes(
    transactional_db: None, own_data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Processes]:
    """For tests with real processes, which see only what is committed."""
    folder = tmp_path / "output"
    folder.mkdir()
    monkeypatch.setenv("CELERY_BROKER_URL", f"redis+socket://{broker_socket()}")
    with Processes(folder) as started:
        yield started
    if not broker_socket().is_relative_to(own_data_folder):  # too long a path: it lay elsewhere
        shutil.rmtree(broker_socket().parent, ignore_errors=True)
