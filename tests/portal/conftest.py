"""What the portal's tests share: a data folder of their own, a site, and Ada, who is logged in."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from mmbackup import environment
from mmbackup.models import Site
from tests.portal.builders import make_site, make_user


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Logs and shelves of a test lie in its own folder."""
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Passwords of tests need no slow hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


@pytest.fixture
def ada(db: None) -> User:
    return make_user("ada")


@pytest.fixture
def client(ada: User) -> Client:
    """Ada's browser."""
    browser = Client()
    browser.force_login(ada)
    return browser


@pytest.fixture
def stranger(db: None) -> Client:
    return Client()
