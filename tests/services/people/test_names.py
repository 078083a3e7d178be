"""Names of people: capitals make no other name."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from mmbackup.models import Role
from mmbackup.services.people.add_person import add_person
from mmbackup.services.people.find_person import person_named
from mmbackup.services.people.refusals import NobodyKnown, PersonKnown
from tests.portal.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["Eve", "eve", "EVE"])
def test_somebody_is_found_in_whatever_letters(typed: str) -> None:
    eve = make_user("Eve")

    assert person_named(name=typed) == eve


@pytest.mark.parametrize("typed", ["Eve", "eve", "EVE"])
def test_nobody_else_gets_the_name_in_other_letters(typed: str) -> None:
    make_user("Eve")

    with pytest.raises(PersonKnown):
        add_person(name=typed, password="a quiet night", role=Role.AUDITOR, now=timezone.now())

    assert User.objects.count() == 1


@pytest.mark.parametrize("typed", ["Ev", "Eve ", "%", "E_e"])
def test_nobody_is_found_by_a_part(typed: str) -> None:
    make_user("Eve")

    with pytest.raises(NobodyKnown):
        person_named(name=typed)
