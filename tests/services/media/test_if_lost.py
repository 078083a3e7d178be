"""What a lost medium would take with it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.models import BackupSet, Medium, Site
from mmbackup.services.media.if_lost import if_lost
from tests.builders import NOW
from tests.services.rotation_builders import make_medium, make_night, make_set

pytestmark = pytest.mark.django_db


def test_a_medium_without_a_backup_takes_nothing_with_it(harbour: Site) -> None:
    assert if_lost(medium=make_medium(harbour, "A")) == ()


def test_what_lies_nowhere_else_could_not_be_restored(harbour: Site) -> None:
    medium = make_medium(harbour, "A")
    make_night(harbour, medium, nights_ago=1)

    losses = if_lost(medium=medium)

    assert [loss.data_type for loss in losses] == list(DataType)
    assert (losses[0].server, losses[0].newest_elsewhere, losses[0].elsewhere) == ("MSS1", None, "")
    assert losses[0].words == (
        "System of MSS1, Nov. 21, 2026: lies nowhere else and could no longer be restored."
    )


def test_the_newest_copy_elsewhere_is_named(harbour: Site) -> None:
    medium, other = make_medium(harbour, "A"), make_medium(harbour, "B")
    make_night(harbour, other, nights_ago=9)
    make_night(harbour, other, nights_ago=8, data_types=("system-data",))
    make_night(harbour, medium, nights_ago=1)

    losses = if_lost(medium=medium)

    assert losses[0].newest_elsewhere == NOW - timedelta(days=8)
    assert (
        losses[-1].words == "Messages of MSS1, Nov. 21, 2026: the newest elsewhere is of Nov. 13, 2026, on B."
    )


def test_nothing_is_lost_where_a_newer_one_lies_elsewhere(harbour: Site) -> None:
    medium = make_medium(harbour, "A")
    make_night(harbour, medium, nights_ago=2)
    make_night(harbour, make_medium(harbour, "B"), nights_ago=1)

    assert if_lost(medium=medium) == ()


@pytest.mark.parametrize(
    ("field", "value"), [("status", "damaged"), ("status", "retired"), ("place", "lost")]
)
def test_a_copy_that_is_not_to_be_relied_on_does_not_count(harbour: Site, field: str, value: str) -> None:
    medium, other = make_medium(harbour, "A"), make_medium(harbour, "B")
    make_night(harbour, medium, nights_ago=2)
    make_night(harbour, other, nights_ago=1)
    Medium.objects.filter(pk=other.pk).update(**{field: value})

    assert len(if_lost(medium=medium)) == 3


def test_a_set_that_was_removed_is_none(harbour: Site) -> None:
    medium = make_medium(harbour, "A")
    make_night(harbour, medium, nights_ago=2)
    BackupSet.objects.update(removed_at=NOW)

    assert if_lost(medium=medium) == ()


def test_the_worst_comes_first(harbour: Site) -> None:
    medium, other = make_medium(harbour, "A"), make_medium(harbour, "B")
    make_night(harbour, other, nights_ago=5, data_types=("system-data",))
    make_night(harbour, medium, nights_ago=1)

    assert [loss.data_type for loss in if_lost(medium=medium)] == [
        DataType.NAMES,
        DataType.MESSAGES,
        DataType.SYSTEM,
    ]


def test_a_part_of_a_set_over_several_media_takes_its_data_types_with_it(harbour: Site) -> None:
    first, second = make_medium(harbour, "A"), make_medium(harbour, "B")
    run = make_night(harbour, None, nights_ago=1)
    uuid = uuid4()
    make_set(first, run, at=NOW, uuid=uuid, part=1, parts=2, data_types=("system-data",))
    make_set(second, run, at=NOW, uuid=uuid, part=2, parts=2, data_types=("messages",))

    (loss,) = if_lost(medium=second)

    assert loss.data_type is DataType.MESSAGES
    assert loss.words.startswith("Messages of MSS1, Nov. 22, 2026 (part 2 of 2): lies nowhere else")
