"""Two administrators who take each other's role at the same moment: one of them stays."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from mmbackup.models import Member, Role
from mmbackup.services.people.change_person import change_role, disable_person
from mmbackup.services.people.refusals import LastAdministrator
from tests.portal.builders import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("way", ["roles", "disabled", "either"])
def test_one_administrator_stays(way: str) -> None:
    start = Barrier(2)

    def act(number: int, user: User) -> bool:
        start.wait()
        try:
            if way == "roles" or (way == "either" and number):
                change_role(user=user, role=Role.AUDITOR, now=timezone.now())
            else:
                disable_person(user=user, now=timezone.now())
        except LastAdministrator:
            return False
        finally:
            connection.close()
        return True

    for attempt in range(5):
        Member.objects.update(role=Role.AUDITOR)
        both = [make_user(f"ada{attempt}"), make_user(f"eve{attempt}")]
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(act, range(2), both))

        able = Member.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
        assert sorted(done) == [False, True]
        assert able.count() == 1
