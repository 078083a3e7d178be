"""Recovery points out of the database: which set holds what, on which media, in a few questions."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mmbackup.engine.catalogue import DataType
from mmbackup.models import BackupSet, Medium, Run, Site
from mmbackup.services.restore import points_by_age
from mmbackup.services.restore.recovery_points import chain_for, last_complete_words, recovery_points
from tests.builders import NOW
from tests.services.rotation_builders import make_medium, make_night, make_set

pytestmark = pytest.mark.django_db


def test_each_night_on_its_medium(harbour: Site) -> None:
    make_night(harbour, make_medium(harbour, "A"), nights_ago=2)
    make_night(harbour, make_medium(harbour, "B"), nights_ago=1)

    table = recovery_points(site=harbour)

    assert [point.media_words for point in table.points] == ["B", "A"]
    assert [what[0] for what in table.what] == list(DataType)
    last = table.last_whole(DataType.MESSAGES, "MSS1")
    assert last_complete_words(last) == "Sat Nov 21, medium B"


def test_what_was_removed_from_its_medium_is_no_point(harbour: Site) -> None:
    make_night(harbour, make_medium(harbour, "A"), nights_ago=1)
    BackupSet.objects.update(removed_at=NOW)

    assert list(recovery_points(site=harbour).points) == []


def test_a_partial_night_is_told_from_a_whole_one(harbour: Site) -> None:
    make_night(harbour, make_medium(harbour, "A"), nights_ago=2)
    make_night(harbour, make_medium(harbour, "B"), nights_ago=1)
    newest = BackupSet.objects.get(medium__name="B")
    for row in newest.tallies:
        if row["data_type"] == "messages":
            row["files"] += 5
    newest.save()

    chain = chain_for(table=recovery_points(site=harbour))

    assert [point.media_words for point in chain.points] == ["B", "A"]


def test_parts_of_a_set_are_one_point_and_whole_only_together(harbour: Site) -> None:
    media = [make_medium(harbour, name) for name in ("M-1", "M-2")]
    run = make_night(harbour, None, nights_ago=1)
    number = uuid4()
    for part, medium in enumerate(media, 1):
        make_set(medium, run, at=NOW, uuid=number, part=part, parts=2)

    (point,) = recovery_points(site=harbour).points
    assert point.media_words == "M-1, M-2"
    assert all(cell.is_whole for cell in point.cells)

    BackupSet.objects.filter(part=2).update(removed_at=NOW)
    (point,) = recovery_points(site=harbour).points
    assert not any(cell.is_whole for cell in point.cells)


def test_a_set_of_several_parts_stands_once_and_in_its_place(
    harbour: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As old as its newest part, wherever a page of the list begins."""
    monkeypatch.setattr(points_by_age, "AT_ONCE", (1, 1))
    make_night(harbour, make_medium(harbour, "A"), nights_ago=2)
    run, number = make_night(harbour, None, nights_ago=1), uuid4()
    for part in (1, 2):
        at = NOW + timedelta(hours=part)
        make_set(make_medium(harbour, f"M-{part}"), run, at=at, uuid=number, part=part, parts=2)

    points = recovery_points(site=harbour).points

    assert len(points) == 2
    assert [points[place].media_words for place in (0, 1)] == ["M-2, M-1", "A"]


@pytest.mark.parametrize(
    ("state", "word"),
    [({"place": "lost"}, "lost"), ({"status": "damaged"}, "damaged"), ({"status": "retired"}, "retired")],
)
def test_a_medium_that_is_not_to_be_had_is_named(harbour: Site, state: dict[str, str], word: str) -> None:
    make_night(harbour, make_medium(harbour, "A"), nights_ago=1)
    Medium.objects.update(**state)

    (point,) = recovery_points(site=harbour).points

    assert point.trouble == f"A is {word}"


def test_it_asks_the_database_as_often_for_many_runs(harbour: Site) -> None:
    medium = make_medium(harbour, "A")
    make_night(harbour, medium, nights_ago=1)
    runs = Run.objects.bulk_create(
        Run(site=harbour, trigger=Run.Trigger.HAND, queued_at=NOW - timedelta(days=number))
        for number in range(500)
    )
    rows = [
        {"data_type": "messages", "server": "MSS1", "files": 9, "size": 9, "saved_files": 9, "saved_size": 9}
    ]
    BackupSet.objects.bulk_create(
        BackupSet(
            uuid=uuid4(),
            run=run,
            medium=medium,
            name="x",
            written_at=run.queued_at,
            verified_at=NOW,
            tallies=rows,
        )
        for run in runs
    )

    with CaptureQueriesContext(connection) as many:
        table = recovery_points(site=harbour)
        chain_for(table=table)

    assert len(table.points) == 501
    assert len(many) <= 6
