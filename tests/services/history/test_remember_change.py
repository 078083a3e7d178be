"""The Administration History: who, from where, old and new; and nothing of it ever changes."""

import importlib
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from mmbackup.models import Change, Site
from mmbackup.services.history.acting import Actor, acting_as
from mmbackup.services.history.remember_change import FieldChange, differences, remember_change

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ADA = Actor("ada", Change.Via.PORTAL, "administrator", "192.0.2.7")


def remember(site: Site | None = None) -> Change:
    nights = [FieldChange("retention nights", 1, 2)]
    return remember_change(deed="pool changed", subject="pool nightly", now=NOW, site=site, fields=nights)


def test_it_tells_who_and_from_where_old_and_new(harbour: Site) -> None:
    with acting_as(ADA):
        remember(harbour)

    told = Change.objects.get()
    assert (told.who, told.role, told.via, told.address) == ("ada", "administrator", "portal", "192.0.2.7")
    assert told.fields == [{"field": "retention nights", "old": 1, "new": 2}]


def test_whom_nobody_named_is_mmbackup_itself(db: None) -> None:
    with acting_as(ADA):
        pass

    assert (remember().who, remember().via) == ("mmbackup", "by itself")


@pytest.mark.parametrize(
    "statement", ["UPDATE mmbackup_change SET who = 'eve'", "DELETE FROM mmbackup_change"]
)
def test_the_database_itself_refuses_to_change_it(transactional_db: None, statement: str) -> None:
    triggers = importlib.import_module("mmbackup.migrations.0008_only_added_to").TRIGGERS
    remember()

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # left out for the other tests' sake
            cursor.execute(triggers["sqlite"][1])
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            cursor.execute(statement)
        assert Change.objects.get().who == "mmbackup"
        transaction.set_rollback(True)


def test_differences_are_those_of_either_side() -> None:
    found = differences({"a": 1, "b": 2, "c": 3}, {"b": 2, "c": 4, "d": 5})

    assert found == [FieldChange("a", 1, None), FieldChange("c", 3, 4), FieldChange("d", None, 5)]
