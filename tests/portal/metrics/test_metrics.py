"""/metrics tells the figures to whom it should; /healthz and /readyz whether the product can do its work."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Channel, Delivery, Heartbeat, Medium, Notice, Preferences, Role, Run, Site
from mmbackup.services.metrics import readiness
from mmbackup.services.metrics.exposition import exposition
from mmbackup.services.tokens.make_token import make_token
from mmbackup.services.tokens.revoke_token import revoke_token
from tests.portal.builders import LAST_NIGHT, make_alarm, make_other_run, make_run, make_running

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SITE = {"site": "Harbour Hospital"}


@pytest.fixture
def stranger() -> Client:
    return Client()


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def token(ada: User, role: Role, *, expires_at: datetime | None = None) -> str:
    return make_token(name=role, role=role, expires_at=expires_at, user=ada, now=NOW).secret


def figure(name: str, **labels: str) -> float | None:
    families = text_string_to_metric_families(exposition(now=NOW).decode())
    samples = [
        sample for family in families for sample in family.samples if sample.name == f"mmbackup_{name}"
    ]
    return next((sample.value for sample in samples if labels.items() <= sample.labels.items()), None)


class TestWhoMayRead:
    def test_a_stranger_may_not(self, stranger: Client, site: Site) -> None:
        response = stranger.get("/metrics")

        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith("Bearer")
        assert b"mmbackup_" not in response.content

    def test_who_is_signed_in_is_no_program(self, client: Client, site: Site) -> None:
        assert client.get("/metrics").status_code == 401

    @pytest.mark.parametrize(
        ("role", "status"),
        [(Role.ADMINISTRATOR, 200), (Role.OPERATOR, 200), (Role.AUDITOR, 200), (Role.SUBSCRIBERS, 403)],
    )
    def test_a_token_may_from_auditor_on(
        self, stranger: Client, site: Site, ada: User, role: Role, status: int
    ) -> None:
        response = stranger.get("/metrics", headers=bearer(token(ada, role)))

        assert response.status_code == status
        assert (b"mmbackup_alarm_active" in response.content) is (status == 200)

    def test_a_token_that_expired_was_revoked_or_made_up_may_not(
        self, stranger: Client, site: Site, ada: User
    ) -> None:
        old = token(ada, Role.AUDITOR, expires_at=NOW - timedelta(days=400))
        made = make_token(name="gone", role=Role.AUDITOR, expires_at=None, user=ada, now=NOW)
        revoke_token(token=made.token, now=NOW)

        statuses = [
            stranger.get("/metrics", headers=bearer(secret)).status_code
            for secret in (old, made.secret, "x", "")
        ]

        assert statuses == [401, 401, 401, 401]

    @pytest.mark.parametrize(
        ("address", "status"),
        [("10.1.2.3", 200), ("::ffff:10.1.2.3", 200), ("fd00::7", 200), ("192.0.2.1", 401), ("", 401)],
    )
    def test_a_machine_of_a_network_that_is_set_may(
        self, stranger: Client, site: Site, address: str, status: int
    ) -> None:
        networks = ["nonsense", str(ip_network("10.0.0.0/8")), "fd00::/8"]
        Preferences.objects.create(pk=1, metrics_networks=networks)

        assert stranger.get("/metrics", REMOTE_ADDR=address).status_code == status

    def test_a_wrong_token_may_not_from_there_either(self, stranger: Client, site: Site) -> None:
        Preferences.objects.create(pk=1, metrics_networks=["127.0.0.0/8"])

        assert stranger.get("/metrics", headers=bearer("x")).status_code == 401

    def test_nothing_is_changed_there(self, stranger: Client, site: Site) -> None:
        assert stranger.post("/metrics").status_code == 405


class TestFigures:
    def test_the_last_run_and_the_last_success(self, site: Site) -> None:
        make_run(site, Outcome.FULL, nights_ago=1)
        make_run(site, Outcome.FAILED)

        nightly = {**SITE, "kind": "unattended"}
        success = figure("last_success_timestamp_seconds", **nightly)
        assert success == (LAST_NIGHT - timedelta(days=1) + timedelta(minutes=16, seconds=7)).timestamp()
        assert figure("last_success_age_seconds", **nightly) == NOW.timestamp() - success
        assert figure("last_run_outcome", **nightly, outcome="failed") == 1
        assert figure("last_run_outcome", **nightly, outcome="full") == 0
        assert figure("last_run_duration_seconds", **nightly) == 967

    def test_kinds_are_apart_though_they_ended_together(self, site: Site) -> None:
        make_other_run(site, Run.Kind.VERIFY, outcome=Outcome.FAILED)
        make_other_run(site, Run.Kind.DRILL)

        assert figure("last_run_outcome", **SITE, kind="verify", outcome="failed") == 1
        assert figure("last_run_outcome", **SITE, kind="drill", outcome="full") == 1

    def test_never_a_success_is_a_figure_too(self, site: Site) -> None:
        make_run(site, Outcome.FAILED)

        assert figure("last_success_timestamp_seconds", **SITE, kind="unattended") == 0
        assert figure("last_success_age_seconds", **SITE, kind="unattended") is None

    def test_alarms_stand_or_do_not(self, site: Site) -> None:
        make_alarm(site)

        assert figure("alarm_active", **SITE, code="MT BACKUP 1") == 1
        assert figure("alarm_active", **SITE, code="MT BACKUP 3", level="MAJ") == 0

    def test_media_drives_and_what_is_to_come(self, site: Site) -> None:
        drive = site.drives.get()
        Medium.objects.create(
            site=site, uuid=uuid4(), name="A", pool="nightly", last_drive=drive, last_seen_at=NOW
        )

        assert figure("media", **SITE, pool="nightly", status="writable", place="in drive") == 1
        assert figure("drive_loaded", **SITE, drive="DVD-RAM 1") == 1
        assert (
            figure("next_run_timestamp_seconds", **SITE)
            == datetime(2026, 11, 23, 2, 5, tzinfo=UTC).timestamp()
        )

    def test_what_is_under_way(self, site: Site) -> None:
        make_running(site, now=NOW)

        assert figure("runs_open", **SITE, kind="unattended", state="running") == 1

    def test_programs_disk_and_notices(self, site: Site) -> None:
        Heartbeat.objects.create(name="watchdog", host="here", at=NOW - timedelta(seconds=30))
        channel = Channel.objects.create(name="Mail", kind="mail", failing_since=NOW)
        notice = Notice.objects.create(key="k", at=NOW, level="event", subject="x", text="")
        Delivery.objects.create(notice=notice, channel=channel, next_try_at=NOW)

        assert figure("heartbeat_age_seconds", program="watchdog") == 30
        assert figure("heartbeat_timestamp_seconds", program="beat") == 0
        assert (figure("disk_free_bytes") or 0) > 0
        assert figure("deliveries", channel="Mail", state="due") == 1
        assert figure("channel_failing", channel="Mail") == 1

    def test_a_name_from_outside_breaks_no_line(self, site: Site) -> None:
        Site.objects.update(name='a"b\\c\nd')

        assert figure("alarm_active", site='a"b\\c\nd', code="MT BACKUP 1") == 0

    def test_ten_thousand_runs_take_as_many_queries_as_one(
        self, site: Site, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        some = make_run(site)
        with django_assert_num_queries(13):
            exposition(now=NOW)
        for run in (runs := [Run.objects.get(pk=some.pk) for _ in range(3)]):
            run.pk, run.night, run.due_at, run.trigger = uuid4(), None, None, Run.Trigger.HAND
        Run.objects.bulk_create(runs)

        with django_assert_num_queries(13):
            exposition(now=NOW)


class TestReady:
    @pytest.fixture(autouse=True)
    def broker(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """One that answers; the tests of the broker itself have a real one."""
        monkeypatch.setattr(readiness, "reach_broker", lambda: None)

    def test_healthz_asks_for_nothing_not_even_the_database(self, stranger: Client) -> None:
        assert stranger.get("/healthz").content == b"ok\n"

    def test_all_are_there(self, stranger: Client, db: None) -> None:
        heard_of("watchdog", "beat", "worker")

        response = stranger.get("/readyz")

        assert (response.status_code, response.content) == (200, b"ready\n")

    def test_who_was_not_heard_of_is_named(self, stranger: Client, db: None) -> None:
        heard_of("watchdog", "beat")

        response = stranger.get("/readyz")

        assert response.status_code == 503
        assert response.content == b"not ready: worker was not heard of for three minutes\n"

    def test_an_old_database_is_not_ready(self, stranger: Client, db: None) -> None:
        heard_of("watchdog", "beat", "worker")
        (leaf,) = MigrationLoader(connection).graph.leaf_nodes("mmbackup")
        MigrationRecorder.Migration.objects.filter(app="mmbackup", name=leaf[1]).delete()

        assert "run manage.py migrate" in stranger.get("/readyz").content.decode()


def test_a_broker_that_is_down_is_told_of(db: None, own_data_folder: object) -> None:
    heard_of("watchdog", "beat", "worker")

    assert readiness.lacks(now=datetime.now(UTC)) == ["the broker cannot be reached"]


def heard_of(*names: str) -> None:
    for name in names:
        Heartbeat.objects.create(name=name, host="here", at=datetime.now(UTC))
