"""Each role, and each way in which a session ends, has a word that can be translated."""

import pytest
from django.utils.functional import Promise

from mmbackup.models import Role, SignIn
from portal.people.words import ENDINGS, ROLES


@pytest.mark.parametrize("role", Role)
def test_a_role_is_called_as_it_is_kept(role: Role) -> None:
    assert isinstance(ROLES[role], Promise)
    assert str(ROLES[role]) == role.value


@pytest.mark.parametrize("ending", SignIn.Ending)
def test_an_ending_is_told_as_it_is_kept(ending: SignIn.Ending) -> None:
    assert isinstance(ENDINGS[ending], Promise)
    assert str(ENDINGS[ending]) == ending.value
