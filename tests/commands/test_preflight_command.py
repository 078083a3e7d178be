"""`manage.py preflight` tells what the coming night will be, in words and by its exit status."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from mmbackup.models import EncryptionKey, Site
from tests.builders import MEGABYTE, NOW
from tests.services.rotation.test_tonight import put_in, shelf_of
from tests.services.rotation_builders import make_medium, make_night

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def preflight(*options: str) -> tuple[str, Any]:
    output = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("preflight", *options, stdout=output)
    return output.getvalue(), ended.value.code


def test_the_shell_says_that_it_would_go_well(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    make_night(harbour, make_medium(harbour, "X"), nights_ago=1)

    text, status = preflight()

    assert status == 0
    assert text.startswith("DVD-A accepted for tonight, 1.0 MB expected, room for 100.0 MB.\n")
    assert "Expected: DVD-A\n" in text


def test_or_that_it_would_fail(harbour: Site) -> None:
    shelf_of(harbour).eject()

    text, status = preflight()

    assert status == 1
    assert "Do next:  Insert a medium of the pool" in text


def test_or_that_it_would_be_partial(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    make_night(harbour, make_medium(harbour, "X"), nights_ago=1, size=150 * MEGABYTE)

    text, status = preflight("--json")

    told = json.loads(text)
    assert status == 3
    assert (told["foretold"], told["medium"], told["accepted"]) == ("partial", "DVD-A", True)
    assert told["room"] < told["size_expected"]
    assert told["others"] == ["DVD-A"]


def test_or_that_the_pool_lacks_its_key(harbour: Site) -> None:
    key = EncryptionKey.objects.create(
        site=harbour, name="Safe", public="age1", origin="imported", made_at=NOW, retired_at=NOW
    )
    harbour.pools.get().keys.add(key)

    text, status = preflight()

    assert status == 1
    assert "none of its keys may be used" in text
    assert "Do next:  Choose a key for the pool" in text


def test_without_a_site_it_says_what_to_do() -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("preflight", stderr=StringIO())

    assert ended.value.code == 2
