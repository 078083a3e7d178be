"""Setting up makes the first administrator, and tells a made-up password once."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import override_settings
from django.utils import timezone

from mmbackup.models import Role
from mmbackup.running.setting_up import make_ready, port_is_free
from mmbackup.services.people.add_person import add_person
from tests.ports import HERE, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_static_root(tmp_path: Path) -> Iterator[None]:
    with override_settings(STATIC_ROOT=tmp_path):
        yield


def test_a_password_is_made_up_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MMBACKUP_ADMIN_PASSWORD", raising=False)

    password = make_ready()

    admin = get_user_model().objects.get(username="admin")
    assert password is not None
    assert admin.check_password(password)
    assert admin.member.must_change_password


def test_it_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MMBACKUP_ADMIN_PASSWORD", raising=False)
    make_ready()

    assert make_ready() is None


def test_a_given_password_is_used_and_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMBACKUP_ADMIN_PASSWORD", "given-by-hand")

    assert make_ready() is None

    admin = get_user_model().objects.get(username="admin")
    assert admin.check_password("given-by-hand")
    assert not admin.member.must_change_password


def test_a_given_password_does_not_change_an_administrators(monkeypatch: pytest.MonkeyPatch) -> None:
    add_person(name="chief", password="of-old", role=Role.ADMINISTRATOR, now=timezone.now())
    monkeypatch.setenv("MMBACKUP_ADMIN_PASSWORD", "given-by-hand")

    make_ready()

    assert list(get_user_model().objects.values_list("username", flat=True)) == ["chief"]


def test_a_port_in_use_is_seen() -> None:
    port = free_port()
    with socket.create_server((HERE, port)):
        assert not port_is_free(port)
    assert port_is_free(port)
