"""What the portal's tests share: a data folder of their own, a site, and Ada, who is logged in."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from mmbackup.models import Site
from mmbackup.services.swap_again import forget
from tests.portal.builders import make_site, make_user


@pytest.fixture(autouse=True)
def data_folder(own_data_folder: Path) -> Path:
    """Logs and shelves of a test lie in its own folder."""
    return own_data_folder


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Of another test's drive."""
    forget()


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
