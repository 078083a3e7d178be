"""A pool that is to be encrypted and has no key left is refused in the night; that is told the day before."""

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Alarm, Drive, EncryptionKey, Pool, Site
from mmbackup.services.media.pool_advice import uses_of_pools
from mmbackup.services.rotation.look_ahead import look_ahead
from tests.builders import NOW
from tests.services.rotation.test_tonight import found, put_in, shelf_of
from tests.services.rotation_builders import make_medium

NONE_MAY_BE_USED = "ackups of the pool nightly are to be encrypted, and none of its keys may be used."
CHOOSE_A_KEY = "Choose a key for the pool, or none if its backups are to be plain (Backup/Restore > Pools)."

pytestmark = pytest.mark.django_db


@pytest.fixture
def retired(harbour: Site) -> EncryptionKey:
    """The only key of the pool nightly."""
    key = EncryptionKey.objects.create(
        site=harbour, name="Safe", public="age1", origin="imported", made_at=NOW, confirmed_at=NOW,
        retired_at=NOW,
    )  # fmt: skip
    harbour.pools.get().keys.add(key)
    return key


def test_the_medium_in_the_drive_is_refused_as_the_run_will(harbour: Site, retired: EncryptionKey) -> None:
    put_in(harbour, "DVD-A")

    told = found(harbour)

    assert (told.accepted, told.foretold) == (False, Outcome.FAILED)
    assert (told.sentence, told.next_step) == (f"B{NONE_MAY_BE_USED}", CHOOSE_A_KEY)
    assert told.expected is None
    assert told.expected_words.endswith(f"may be written: b{NONE_MAY_BE_USED}")
    assert told.lacks_key
    assert told.risks[1:] == ()  # the pool of one; the sentence has said the rest


def test_so_is_a_blank_one(harbour: Site, retired: EncryptionKey) -> None:
    assert found(harbour).sentence == f"B{NONE_MAY_BE_USED}"


def test_an_empty_drive_is_not_all_that_is_wrong(harbour: Site, retired: EncryptionKey) -> None:
    shelf_of(harbour).eject()

    (risk,) = found(harbour).risks

    assert risk.startswith("Media of the pool nightly are refused")
    assert risk.endswith(CHOOSE_A_KEY)


def test_the_look_ahead_raises_its_alarm_until_a_key_may_be_used(
    harbour: Site, retired: EncryptionKey
) -> None:
    put_in(harbour, "DVD-A")
    look = look_ahead(site=harbour, now=NOW, by="ada")
    assert Alarm.objects.get(resolved_at=None).name == "MT BACKUP 5"
    assert Alarm.objects.get().detail == look.sentence == f"B{NONE_MAY_BE_USED}"
    assert look.next_step == CHOOSE_A_KEY

    EncryptionKey.objects.update(retired_at=None)
    look_ahead(site=harbour, now=NOW, by="ada")

    assert not Alarm.objects.filter(resolved_at=None).exists()


def test_where_another_pool_s_media_are_taken_too_they_are_asked_for(
    harbour: Site, retired: EncryptionKey
) -> None:
    Pool.objects.create(site=harbour, name="weekly", night=0)  # the coming night is a Monday's
    Drive.objects.update(weekly_pool="weekly")
    make_medium(harbour, "W", pool="weekly")
    put_in(harbour, "DVD-A")

    told = found(harbour)

    assert told.sentence == f"Tonight needs W: b{NONE_MAY_BE_USED}"
    assert not told.lacks_key


def test_the_pool_s_page_says_it_too(harbour: Site, retired: EncryptionKey) -> None:
    (use,) = uses_of_pools(site=harbour)

    assert use.advice[0].startswith("None of its keys may be used: its media are refused")
