"""Reading only what a night's questions take tells the same as reading the whole library."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from mmbackup.models import BackupSet, Drive, Medium, Pool, Run, Site
from mmbackup.services.media.if_lost import if_lost, losses
from mmbackup.services.rotation import sets_by_age
from mmbackup.services.rotation import tonight as coming
from mmbackup.services.rotation.known_media import library_of
from mmbackup.services.rotation.tonight import Tonight, tonight
from tests.builders import MEGABYTE, NOW
from tests.services.rotation_builders import make_medium, make_night, make_set

pytestmark = pytest.mark.django_db

TYPES = (("system-data",), ("messages",), ("system-data", "names-and-greetings", "messages"))
NAMES = ("Monday", "Mon-2", "Tuesday", "Zebra", "Ärger", "a", "B", "C", "D", "E", "F")


def make_library(site: Site, random: Random) -> None:
    """Media in all states, with sets of any kind; no two sets began at one moment."""
    Pool.objects.create(site=site, name="weekly", night=0, retention_nights=random.choice([0, 9]))
    Pool.objects.filter(name="nightly").update(
        retention_nights=random.choice([0, 2, 30]), rotation=random.choice(["alternate", "by weekday"])
    )
    Drive.objects.update(weekly_pool=random.choice(["", "weekly"]))
    media = [
        make_medium(
            site,
            name,
            pool=random.choice(["nightly", "nightly", "weekly"]),
            free=random.randrange(9) * MEGABYTE,
        )
        for name in random.sample(NAMES, random.randrange(1, len(NAMES)))
    ]
    for medium in media:
        make_trouble(medium, random)
    moments = iter(random.sample(range(60), 40))
    for _ in range(random.randrange(12)):
        make_some_set(site, media, random, moments)


def make_trouble(medium: Medium, random: Random) -> None:
    Medium.objects.filter(pk=medium.pk).update(
        status=random.choice(["writable"] * 4 + ["retired", "damaged"]),
        place=random.choice(["on shelf"] * 4 + ["lost"]),
        replace_by=random.choice([None] * 4 + [date(2026, 11, 1), date(2026, 12, 1)]),
    )


def make_some_set(site: Site, media: list[Medium], random: Random, moments: Iterator[int]) -> None:
    """On one medium, or over two, of which one may be missing."""
    days, types = next(moments), random.choice(TYPES)
    run = make_night(site, None, nights_ago=days)
    uuid, parts = uuid4(), random.choice([1, 1, 1, 2, 0])
    for part in range(1, random.choice([parts, 2]) + 1 if parts == 2 else 2):
        made = make_set(
            random.choice(media), run, at=NOW - timedelta(days=days, minutes=-part), uuid=uuid,
            part=part, parts=parts, size=random.randrange(1, 9) * MEGABYTE, data_types=types,
            is_verified=random.random() < 0.7,
        )  # fmt: skip
        Medium.objects.filter(pk=made.medium.pk).filter(
            Q(last_written_at__isnull=True) | Q(last_written_at__lt=made.written_at)
        ).update(last_written_at=made.written_at)
        claimed = NOW if made.verified_at is None and random.random() < 0.5 else None
        BackupSet.objects.filter(pk=made.pk).update(
            claimed_verified_at=claimed, damage=random.choice(["", "", "torn"])
        )


def told(site: Site) -> Tonight:
    found = tonight(site=site, now=NOW)
    assert found is not None
    return replace(found, beyond=0)


@pytest.mark.parametrize("seed", range(25))
def test_a_night_is_told_the_same_from_the_next_in_turn_as_from_all(
    harbour: Site, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    make_library(harbour, Random(seed))
    monkeypatch.setattr(coming, "AT_MOST", (None,))
    whole = told(harbour)

    monkeypatch.setattr(coming, "AT_MOST", (1, 2, None))
    monkeypatch.setattr(sets_by_age, "AT_ONCE", (1, 2, None))
    near = told(harbour)

    assert (near.expected, near.expected_words) == (whole.expected, whole.expected_words)
    assert (near.sentence, near.risks, near.problem) == (whole.sentence, whole.risks, whole.problem)
    judged = {one.medium: (one.accepted, one.reason) for one in whole.candidates}
    assert {one.medium: (one.accepted, one.reason) for one in near.candidates}.items() <= judged.items()


@pytest.mark.parametrize("seed", range(25))
def test_what_is_lost_with_a_medium_is_told_the_same(
    harbour: Site, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    make_library(harbour, Random(seed))
    monkeypatch.setattr(sets_by_age, "AT_ONCE", (1, 2, None))
    library = library_of(site=harbour)

    for medium in Medium.objects.all():
        known = library.get(str(medium.uuid))
        assert known is not None
        of_all = losses(medium=known, library=library, zone=ZoneInfo(harbour.time_zone))
        assert if_lost(medium=medium) == of_all


def test_the_questions_are_as_many_for_many_media(harbour: Site) -> None:
    few = questions(harbour, 45)
    many = questions(harbour, 200)

    assert few == many


def questions(site: Site, media: int) -> int:
    for number in range(media):
        make_night(site, make_medium(site, f"M{number:03}-{media}"), nights_ago=Run.objects.count() + 1)
    with CaptureQueriesContext(connection) as queries:
        tonight(site=site, now=NOW)
    return len(queries)


def test_media_beyond_those_judged_are_counted(harbour: Site) -> None:
    for number in range(50):
        make_medium(harbour, f"M{number}")

    found = tonight(site=harbour, now=NOW)

    assert found is not None
    assert (len(found.candidates), found.beyond) == (40, 10)
