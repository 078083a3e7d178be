"""The coming night: what it wants, what it takes, and the sentence that says so."""

import pytest

from mmbackup.models import Site
from mmbackup.services.look_ahead import look_ahead
from mmbackup.services.make_up import night_to_make_up
from mmbackup.services.tonight import tonight
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_a_blank_medium_is_accepted_where_the_pool_labels_them(harbour: Site) -> None:
    found = tonight(site=harbour, now=NOW)

    assert found is not None
    assert found.accepted
    assert found.sentence.startswith("The blank medium DVD-A accepted for tonight, to be labelled for the pool")


def test_smoke(harbour: Site) -> None:
    look = look_ahead(site=harbour, now=NOW, by="ada")
    assert night_to_make_up(site=harbour, now=NOW) is None
    assert look.foretold == ""
