"""Backup/Restore > Verify: what is in the drive, what was read when, and a verification's own page."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mmbackup.engine.outcomes import Phase
from mmbackup.models import BackupSet, Check, Run, Site
from mmbackup.services.broker import BrokerUnreachable
from mmbackup.services.proof import request as asking
from tests.portal.builders import make_run
from tests.portal.proof.proofs import make_check, make_proof_running
from tests.portal.swap.media import make_set, make_shelf, put_in


@pytest.fixture
def written(site: Site) -> BackupSet:
    """Last night's set on Anna, which is in the drive."""
    shelf = make_shelf(site, "Anna", "Berta")
    put_in(site, shelf, "Anna")
    return make_set(make_run(site), "Anna")


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What the broker would have been given."""
    given: list[tuple[str, ...]] = []
    monkeypatch.setattr(asking, "hand_over", lambda *, task, arguments: given.append((task, *arguments)))
    return given


def page(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_sets_in_the_drive_are_offered(client: Client, site: Site, written: BackupSet) -> None:
    text = page(client, "/backup/verify/")

    assert "Anna" in text
    assert f'value="{written.uuid}" checked' in text
    assert "read back Nov 22 2026" in text


def test_all_ticked_reads_the_whole_medium(
    client: Client, site: Site, written: BackupSet, handed_over: list[tuple[str, ...]]
) -> None:
    response = client.post("/backup/verify/", {"set": str(written.uuid)})

    run = Run.objects.get(kind=Run.Kind.VERIFY)
    assert response["Location"] == reverse("proof:check-run", args=[run.pk])
    assert (run.asked_by, Check.objects.get(run=run).sets) == ("ada", [])
    assert handed_over == [("mmbackup.tasks.backup", str(run.pk))]


def test_some_ticked_reads_these(
    client: Client, site: Site, written: BackupSet, handed_over: list[tuple[str, ...]]
) -> None:
    make_set(make_run(site, nights_ago=1), "Anna")

    client.post("/backup/verify/", {"set": str(written.uuid)})

    assert Check.objects.get().sets == [str(written.uuid)]


def test_none_ticked_starts_nothing(client: Client, site: Site, written: BackupSet) -> None:
    response = client.post("/backup/verify/", {}, follow=True)

    assert b"tick at least one set" in response.content
    assert not Run.objects.filter(kind=Run.Kind.VERIFY).exists()


def test_without_a_broker_nothing_has_changed(
    client: Client, site: Site, written: BackupSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise BrokerUnreachable("the broker cannot be reached")

    monkeypatch.setattr(asking, "hand_over", refuse)

    response = client.post("/backup/verify/", {"set": str(written.uuid)}, follow=True)

    assert b"No verification was started" in response.content
    assert not Run.objects.filter(kind=Run.Kind.VERIFY).exists()


def test_an_empty_drive_asks_for_a_medium(client: Client, site: Site) -> None:
    make_shelf(site, "Anna")

    text = page(client, "/backup/verify/")

    assert "Put in the medium to verify." in text


def test_a_busy_drive_is_said(client: Client, site: Site, written: BackupSet) -> None:
    run = make_proof_running(site, Run.Kind.VERIFY, Phase.READ_BACK, now=timezone.now())
    Check.objects.create(run=run)

    assert "is in use" in page(client, "/backup/verify/")


def test_one_under_way_is_followed(client: Client, site: Site) -> None:
    run = make_proof_running(site, Run.Kind.VERIFY, Phase.READ_BACK, now=timezone.now())
    Check.objects.create(run=run)

    text = page(client, f"/backup/now/{run.pk}/")

    assert "Verification in progress" in text
    assert "Reading everything from the medium and comparing." in text
    assert "32.8 %" in text


def test_damage_is_told_with_where_else_it_lies(client: Client, site: Site, written: BackupSet) -> None:
    run = make_check(site, damaged=True, name=written.name)

    text = page(client, reverse("proof:check-run", args=[run.pk]))

    assert "VERIFICATION found damage" in text
    assert "reads back with other bytes than were written." in text
    assert "MSS1/srv/messages/1001/cur/1795.M7P1,S=20013:2,S" in text
    assert "Berta" in text
    assert "No other medium" in text


def test_all_media_and_verifications_are_listed(client: Client, site: Site, written: BackupSet) -> None:
    run = make_check(site)
    BackupSet.objects.update(damage="messages.0001.tar.zst is missing")

    text = page(client, "/backup/verify/")

    assert reverse("proof:check-run", args=[run.pk]) in text
    assert "Found good" in text
    assert "Damage in 1 set" in text


def test_cancelling_asks_first(client: Client, site: Site) -> None:
    run = make_proof_running(site, Run.Kind.VERIFY, Phase.READ_BACK, now=timezone.now())
    Check.objects.create(run=run)
    address = reverse("proof:check-cancel", args=[run.pk])

    assert "Cancel this verification?" in page(client, address)
    client.post(address)

    run.refresh_from_db()
    assert run.cancel_asked


def test_the_medium_s_page_tells_of_damage_and_leads_to_verify(
    client: Client, site: Site, written: BackupSet
) -> None:
    BackupSet.objects.update(damage="messages.0001.tar.zst is missing", verified_at=None)

    text = page(client, f"/backup/media/{written.medium.uuid}/")

    assert "messages.0001.tar.zst is missing" in text
    assert f"/backup/verify/?drive={site.drives.get().pk}" in text
