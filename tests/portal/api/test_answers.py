"""How the API answers: problems, pages, marks."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mmbackup.models import Event, Medium, Pool, Run, Site
from portal.api import problems
from tests.portal.builders import LAST_NIGHT, make_run

JSON = "application/json"
RUNS = "/api/v1/runs"


def make_runs(site: Site, count: int) -> None:
    """Three of each moment."""
    ended = {"state": "ended", "ended_at": LAST_NIGHT, "outcome": "full", "trigger": "by hand"}
    moments = (LAST_NIGHT - timedelta(hours=number // 3) for number in range(count))
    Run.objects.bulk_create(Run(site=site, queued_at=moment, **ended) for moment in moments)


class TestProblems:
    @pytest.mark.parametrize(
        ("method", "address", "status"),
        [
            ("get", "/api/v1/nothing", 404),
            ("get", "/api/", 404),
            ("get", "/api/v2/status", 404),
            ("get", "/api/v1/runs/00000000-0000-0000-0000-000000000007", 404),
            ("delete", "/api/v1/status", 405),
            ("get", "/api/v1/runs?limit=0", 422),
            ("get", "/api/v1/runs?limit=201", 422),
            ("get", "/api/v1/runs?cursor=nonsense", 422),
            ("get", "/api/v1/media?name=%00", 422),
            ("post", "/api/v1/pools", 422),
        ],
    )
    def test_each_is_told_as_one(
        self, root: Client, site: Site, method: str, address: str, status: int
    ) -> None:
        response = getattr(root, method)(address, content_type=JSON)

        assert response.status_code == status
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == status
        assert response.json()["detail"]

    def test_what_cannot_be_done_now_says_what_to_do(self, root: Client, site: Site) -> None:
        wish = {"name": "nightly"}
        root.post("/api/v1/pools", wish, content_type=JSON)

        response = root.post("/api/v1/pools", wish, content_type=JSON)

        assert response.status_code == 409
        assert response.json()["detail"] == "there is a pool named nightly already"
        assert response.json()["next_step"] == "Choose another name."

    def test_what_was_sent_is_not_sent_back(self, root: Client, site: Site) -> None:
        response = root.post("/api/v1/pools", {"name": 7, "night": "secret"}, content_type=JSON)

        assert "secret" not in response.content.decode()
        assert {one["where"] for one in response.json()["errors"]} == {"body.wish.name", "body.wish.night"}

    def test_a_fault_is_told_without_its_inside(
        self, root: Client, site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(**_asked: object) -> None:
            raise ZeroDivisionError("the inside")

        monkeypatch.setattr("portal.api.rooms.status.morning", fail)

        response = root.get("/api/v1/status")

        assert response.status_code == 500
        assert response["Content-Type"] == problems.CONTENT_TYPE
        assert "inside" not in response.content.decode()
        assert "ZeroDivisionError" in caplog.text


class TestPages:
    def test_they_lead_through_all_each_once(self, root: Client, site: Site) -> None:
        make_runs(site, 25)
        seen: list[str] = []
        address = f"{RUNS}?limit=7&kind=unattended"

        while address:
            response = root.get(address)
            seen += [run["id"] for run in response.json()["items"]]
            address = response.json()["next"]
            assert response.headers.get("Link") == (f'<{address}>; rel="next"' if address else None)

        assert len(seen) == 25
        assert seen == [str(run.pk) for run in Run.objects.order_by("-queued_at", "-pk")]

    @pytest.mark.parametrize("kind", ["runs", "events", "media", "pools", "history", "alarms", "drives"])
    def test_they_take_as_few_queries_for_many_as_for_few(
        self, root: Client, site: Site, kind: str, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        make_runs(site, 1_000)
        event = {"site": site, "at": LAST_NIGHT, "application": "MT", "event_id": "BKRST001"}
        Event.objects.bulk_create(Event(message=f"{number}", **event) for number in range(1_000))
        medium = {"site": site, "last_drive": site.drives.get(), "last_seen_at": LAST_NIGHT}
        uuids = (UUID(int=number) for number in range(1_000))
        Medium.objects.bulk_create(Medium(uuid=uuid, place="on shelf", **medium) for uuid in uuids)
        Pool.objects.bulk_create(Pool(site=site, name=f"P{number}") for number in range(300))

        with django_assert_max_num_queries(6):
            response = root.get(f"/api/v1/{kind}?limit=200")

        assert response.status_code == 200

    def test_a_cursor_of_one_list_is_none_of_another(self, root: Client, site: Site) -> None:
        make_runs(site, 3)
        cursor = root.get(f"{RUNS}?limit=1").json()["next"].partition("cursor=")[2]

        assert root.get(f"/api/v1/events?cursor={cursor}").status_code == 422


class TestMarks:
    def test_what_is_as_it_was_is_not_sent_again(self, root: Client, site: Site) -> None:
        make_run(site)

        for address in (RUNS, f"{RUNS}/{Run.objects.get().pk}", "/api/v1/drives"):
            mark = root.get(address)["ETag"]
            again = root.get(address, headers={"If-None-Match": mark})
            assert (again.status_code, again.content) == (304, b"")
        Run.objects.update(verdict="another")
        assert root.get(RUNS, headers={"If-None-Match": mark}).status_code == 200

    def test_a_change_for_another_state_is_refused(self, root: Client, site: Site) -> None:
        pool = Pool.objects.create(site=site, name="nightly")
        address = f"/api/v1/pools/{pool.pk}"
        mark = root.get(address)["ETag"]
        first = root.patch(address, {"retention_nights": 3}, content_type=JSON, headers={"If-Match": mark})

        second = root.patch(address, {"retention_nights": 9}, content_type=JSON, headers={"If-Match": mark})

        assert (first.status_code, second.status_code) == (200, 412)
        assert Pool.objects.get().retention_nights == 3
        third = root.patch(
            address, {"retention_nights": 9}, content_type=JSON, headers={"If-Match": first["ETag"]}
        )
        assert third.json()["retention_nights"] == 9

    def test_without_a_mark_it_is_changed(self, root: Client, site: Site) -> None:
        pool = Pool.objects.create(site=site, name="nightly")

        assert root.patch(f"/api/v1/pools/{pool.pk}", {"night": 2}, content_type=JSON).json()["night"] == 2


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("path", ["runs?since", "events?until", "history?since", "files?moment"])
def test_moments_that_no_clock_knows_are_refused(root: Client, site: Site, path: str, moment: str) -> None:
    where, _, name = path.partition("?")

    assert root.get(f"/api/v1/{where}", {name: moment}).status_code == 422


def test_a_moment_without_a_zone_is_of_the_site_s_clock(root: Client, site: Site) -> None:
    assert root.get("/api/v1/runs", {"since": "2026-11-22T00:00:00"}).status_code == 200
