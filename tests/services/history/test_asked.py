"""Pages of the history: newest first, narrowed, each with few queries however much there is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from mmbackup.models import Change
from mmbackup.services.history import asked as room
from mmbackup.services.history.asked import Asked, Place, page_of, pages_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def make_changes(count: int, *, deed: str = "pool changed", people: int = 1) -> list[Change]:
    return Change.objects.bulk_create(
        Change(
            at=NOON + (number // 3) * SECOND,
            who=f"person {number % people}",
            deed=deed,
            via="portal",
            subject=f"pool {number}",
        )
        for number in range(count)
    )


def subjects(asked: Asked, size: int = 7) -> Iterator[str]:
    for page in pages_of(asked, size=size):
        yield from (change.subject for change in page.changes)


@pytest.mark.django_db
class TestPages:
    def test_each_change_comes_once_the_newest_first(self) -> None:
        """Three share each second: the place tells them apart."""
        made = make_changes(30)

        assert list(subjects(Asked())) == [change.subject for change in reversed(made)]

    @pytest.mark.parametrize("size", [6, 10, 15, 30])
    def test_a_page_that_ends_with_the_last_one_leads_no_further(self, size: int) -> None:
        make_changes(30)

        pages = list(pages_of(Asked(), size=size))

        assert [len(page.changes) for page in pages] == [size] * (30 // size)
        assert pages[-1].older is None

    def test_what_comes_meanwhile_shifts_nothing(self) -> None:
        make_changes(10)
        first = page_of(Asked(), size=5)
        Change.objects.create(at=NOON + timedelta(days=1), who="ada", deed="new", via="portal")

        second = page_of(Asked(behind=first.older), size=5)

        assert [change.subject for change in second.changes] == [
            f"pool {number}" for number in (4, 3, 2, 1, 0)
        ]

    def test_it_narrows_by_each(self) -> None:
        make_changes(3)
        Change.objects.create(
            at=NOON - timedelta(days=2), who="olga", deed="Medium moved", via="shell",
            subject="medium Sunday", fields=[{"field": "place", "old": "", "new": "Tresor für Bänder"}],
        )  # fmt: skip

        for asked in (
            Asked(who="olga"), Asked(deed="moved"), Asked(via="shell"), Asked(text="sunday"),
            Asked(text="für bänder".replace("b", "B")), Asked(until=NOON - timedelta(days=1)),
        ):  # fmt: skip
            assert list(subjects(asked)) == ["medium Sunday"], asked
        assert len(list(subjects(Asked(since=NOON)))) == 3
        assert list(subjects(Asked(text="100%"))) == []

    def test_what_no_index_answers_is_looked_for_among_so_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(room, "SIFTED", 10)
        make_changes(1, deed="rare")
        make_changes(25)

        pages = list(pages_of(Asked(deed="rare"), size=5))

        assert [len(page.changes) for page in pages] == [0, 0, 1]
        assert [page.was_sifted for page in pages] == [True, True, False]

    def test_twenty_thousand_take_few_queries_and_the_index(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        make_changes(20_000, people=200)
        middle = Place.of(Change.objects.order_by("-at", "-id")[10_000])

        with django_assert_num_queries(1):
            page = page_of(Asked(behind=middle), size=50)
        with django_assert_num_queries(2):
            sifted = page_of(Asked(behind=middle, deed="changed", text="pool 1"), size=50)

        assert (len(page.changes), len(sifted.changes)) == (50, 50)
        assert "change_newest" in plan_of(Asked(behind=middle))
        assert "change_of_whom" in plan_of(Asked(behind=middle, who="person 7"))


def plan_of(asked: Asked) -> str:
    """As the database would go about it, given that it has looked at its tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return room._in_reach(asked)[:51].explain()


def test_a_place_is_written_and_read() -> None:
    place = Place(NOON + timedelta(microseconds=1), 7)

    assert Place.from_text(str(place)) == place


@pytest.mark.parametrize("text", ["", "-", "1", "x-1", "1-x", "-1-1", "9" * 30 + "-1", "9" * 18 + "-1"])
def test_what_is_no_place_counts_as_none(text: str) -> None:
    assert Place.from_text(text) is None


@pytest.mark.django_db
def test_a_page_of_nothing_is_empty() -> None:
    assert page_of(replace(Asked(), who="nobody"), size=5).changes == ()
