"""Sets that were imported before claims were kept apart lose the date that their media alone had given."""

from importlib import import_module

import pytest
from django.apps import apps

from mmbackup.models import Site
from tests.builders import NOW
from tests.services.media.builders import make_medium, make_set
from tests.services.rotation_builders import make_night

pytestmark = pytest.mark.django_db


def test_only_what_was_verified_here_stays_verified(harbour: Site) -> None:
    medium = make_medium(harbour)
    made_here = make_night(harbour, medium, nights_ago=1).sets.get()
    imported, read_here = make_set(medium), make_set(medium, checked_at=NOW)

    import_module("mmbackup.migrations.0009_claimed_verified_at").take_back(apps, None)

    for row in (made_here, imported, read_here):
        row.refresh_from_db()
    assert (imported.verified_at is None, imported.is_claimed) == (True, True)
    assert made_here.verified_at is not None
    assert read_here.verified_at is not None
