"""Settings of the whole installation: their defaults, one change at a time, and nothing secret told."""

from datetime import time, timedelta

import pytest
from django.forms.models import model_to_dict

from mmbackup.models import Change, Preferences
from mmbackup.services.preferences import (
    PreferencesChangedMeanwhile,
    PreferencesRefused,
    change_preferences,
    log_retention,
    portal_address,
    preferences,
)
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def shown(*names: str) -> dict[str, object]:
    return model_to_dict(preferences(), fields=names)


def test_what_nobody_has_set_has_its_default() -> None:
    assert preferences().digest_at == time(7, 0)
    assert not Preferences.objects.exists()


def test_logs_are_kept_as_the_environment_says_until_somebody_says_otherwise(settings: object) -> None:
    settings.LOG_RETENTION_DAYS = 100  # type: ignore[attr-defined]  # pytest-django's fixture
    assert log_retention() == timedelta(days=100)

    change_preferences(before=shown("log_retention_days"), after={"log_retention_days": 7}, now=NOW)

    assert log_retention() == timedelta(days=7)


def test_the_address_that_was_set_comes_before_the_one_that_was_seen() -> None:
    assert portal_address(seen="http://10.0.0.7:8000/") == "http://10.0.0.7:8000"

    change_preferences(
        before=shown("portal_address"), after={"portal_address": "https://backup.example/"}, now=NOW
    )

    assert portal_address(seen="http://10.0.0.7:8000/") == "https://backup.example"


def test_a_change_is_remembered_with_old_and_new() -> None:
    change_preferences(before=shown("idle_minutes", "digest_at"), after={"idle_minutes": 30}, now=NOW)

    line = Change.objects.get()
    assert (line.deed, line.fields) == ("settings changed", [{"field": "idle_minutes", "old": 60, "new": 30}])


def test_a_secret_is_never_told() -> None:
    address = "https://ping.example/4f2a"

    change_preferences(before=shown("ping_address"), after={"ping_address": address}, now=NOW)

    line = Change.objects.get()
    assert preferences().ping_address == address
    assert line.fields == [{"field": "ping_address", "old": "", "new": "(secret)"}]


def test_the_second_of_two_who_change_it_at_once_is_told() -> None:
    before = shown("idle_minutes")
    change_preferences(before=before, after={"idle_minutes": 30}, now=NOW)

    with pytest.raises(PreferencesChangedMeanwhile):
        change_preferences(before=before, after={"idle_minutes": 90}, now=NOW)

    assert preferences().idle_minutes == 30
    assert Change.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("idle_minutes", 1),
        ("session_hours", 1000),
        ("log_retention_days", 0),
        ("portal_address", "javascript:alert(1)"),
        ("ping_address", "ftp://ping.example/"),
        ("ping_address", "not an address"),
        ("metrics_networks", ["10.0.0.0/8", "10.0.0.7/8"]),
        ("metrics_networks", ["everybody"]),
        ("second_factor_for", ["king"]),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(name: str, wrong: object) -> None:
    before = shown(name)

    with pytest.raises(PreferencesRefused) as refused:
        change_preferences(before=before, after={name: wrong}, now=NOW)

    assert list(refused.value.faults) == [name]
    assert shown(name) == before


def test_a_list_may_become_empty_again() -> None:
    change_preferences(before=shown("metrics_networks"), after={"metrics_networks": ["10.0.0.0/8"]}, now=NOW)

    change_preferences(before=shown("metrics_networks"), after={"metrics_networks": []}, now=NOW)

    assert preferences().metrics_networks == []


def test_nothing_different_is_no_change() -> None:
    assert not change_preferences(before=shown("idle_minutes"), after={"idle_minutes": 60}, now=NOW)

    assert not Change.objects.exists()
