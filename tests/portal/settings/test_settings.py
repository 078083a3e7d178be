"""Settings of the installation; a site's configuration out and in, looked at before it is taken."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mmbackup.models import Change, Drive, Pool, Preferences, Role, Schedule, Server, Site
from mmbackup.services.configuration import export_configuration
from mmbackup.services.preferences import preferences
from tests.portal.builders import make_user

SETTINGS = "/administration/settings/"
PING = "https://ping.example/4f2a-secret"


def sent_back(client: Client) -> dict[str, Any]:
    form = client.get(SETTINGS).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def uploaded(text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("site.toml", text.encode() if isinstance(text, str) else text)


class TestPreferences:
    def test_what_is_sent_back_as_it_was_is_no_change(self, client: Client, site: Site) -> None:
        client.post(SETTINGS, sent_back(client))

        assert not Change.objects.exists()

    def test_they_are_changed_and_told(self, client: Client, site: Site) -> None:
        changes = {
            "portal_address": "https://backup.example",
            "log_retention_days": "90",
            "second_factor_for": ["administrator"],
            "digest_at": "06:30",
            "metrics_networks": "10.0.0.0/8\r\n2001:db8::/32\r\n",
        }

        client.post(SETTINGS, {**sent_back(client), **changes})

        row = Preferences.objects.get()
        assert (row.portal_address, row.log_retention_days) == ("https://backup.example", 90)
        assert f"{row.digest_at:%H:%M}" == "06:30"
        assert row.metrics_networks == ["10.0.0.0/8", "2001:db8::/32"]
        told = {field["field"]: field["new"] for field in Change.objects.get().fields}
        assert told["second_factor_for"] == ["administrator"]
        assert set(told) == set(changes)

    def test_the_secret_is_kept_replaced_forgotten_and_never_shown(self, client: Client, site: Site) -> None:
        client.post(SETTINGS, {**sent_back(client), "ping_address": PING})
        assert PING not in client.get(SETTINGS).content.decode()

        client.post(SETTINGS, {**sent_back(client), "idle_minutes": "30"})
        assert preferences().ping_address == PING

        client.post(SETTINGS, {**sent_back(client), "forget_ping": "on"})
        assert preferences().ping_address == ""
        assert not any(PING in str(change.fields) for change in Change.objects.all())

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("metrics_networks", "everybody"),
            ("metrics_networks", "10.0.0.7/8"),
            ("ping_address", "ftp://x.example/"),
            ("ping_address", "file:///etc/passwd"),
            ("portal_address", "javascript:alert(1)"),
            ("idle_minutes", "1"),
            ("second_factor_for", "king"),
            ("digest_at", "noon"),
        ],
    )
    def test_a_fault_stands_at_its_field(self, client: Client, site: Site, field: str, wrong: str) -> None:
        form = client.post(SETTINGS, {**sent_back(client), field: wrong}).context["form"]

        assert list(form.errors) == [field]
        assert not Change.objects.exists()

    def test_the_second_of_two_who_change_them_at_once_is_told(self, client: Client, site: Site) -> None:
        values = sent_back(client)
        client.post(SETTINGS, {**values, "idle_minutes": "30"})

        answer = client.post(SETTINGS, {**values, "idle_minutes": "90"}, follow=True).content.decode()

        assert "somebody else changed the settings meanwhile" in answer
        assert preferences().idle_minutes == 30

    def test_an_auditor_reads_the_file_and_no_settings(self, site: Site) -> None:
        browser = Client()
        browser.force_login(make_user("otto", Role.AUDITOR))

        page = browser.get(SETTINGS).content.decode()

        assert "Settings of the installation</h2>" not in page
        assert browser.get(f"{SETTINGS}configuration.toml").status_code == 200
        assert browser.get(f"{SETTINGS}import/").status_code == 403
        assert browser.post(SETTINGS, {}).status_code == 403


class TestTheFile:
    @pytest.fixture(autouse=True)
    def nightly(self, site: Site) -> None:
        Pool.objects.create(site=site, name="nightly")

    def check(self, client: Client, text: str | bytes) -> Any:
        return client.post(f"{SETTINGS}import/", {"file": uploaded(text)})

    def test_it_comes_out_as_the_shell_has_it(self, client: Client, site: Site) -> None:
        response = client.get(f"{SETTINGS}configuration.toml")

        assert response.content.decode() == export_configuration(site=site)
        assert response["Content-Disposition"] == 'attachment; filename="harbour-hospital.toml"'

    def test_what_would_change_is_shown_and_nothing_changed(self, client: Client, site: Site) -> None:
        text = export_configuration(site=site).replace("03:05", "04:05")

        page = self.check(client, text)

        signs = [
            (line.sign.value, line.text) for line in page.context["preview"].lines if line.sign.value in "+-"
        ]
        assert signs == [("-", 'at = "03:05"'), ("+", 'at = "04:05"')]
        assert f"{Schedule.objects.get().at:%H:%M}" == "03:05"
        assert not Change.objects.exists()

    def test_what_was_looked_at_is_taken_in(self, client: Client, site: Site) -> None:
        text = export_configuration(site=site).replace("03:05", "04:05")
        page = self.check(client, text)

        client.post(f"{SETTINGS}import/", {"text": text, "seen": page.context["preview"].seen})

        assert f"{Schedule.objects.get().at:%H:%M}" == "04:05"
        assert Change.objects.exists()

    def test_what_somebody_changed_meanwhile_is_not_overwritten(self, client: Client, site: Site) -> None:
        text = export_configuration(site=site).replace("03:05", "04:05")
        seen = self.check(client, text).context["preview"].seen
        Server.objects.create(site=site, name="New", kind="MSS")

        answer = client.post(f"{SETTINGS}import/", {"text": text, "seen": seen}, follow=True).content.decode()

        assert "somebody else changed the configuration meanwhile" in answer
        assert Server.objects.exists()

    def test_nothing_is_taken_in_that_nobody_looked_at(self, client: Client, site: Site) -> None:
        text = export_configuration(site=site).replace("03:05", "04:05")

        for seen in ("", "0" * 64):
            client.post(f"{SETTINGS}import/", {"text": text, "seen": seen})

        assert f"{Schedule.objects.get().at:%H:%M}" == "03:05"

    def test_every_fault_is_named_with_its_line(self, client: Client, site: Site) -> None:
        text = export_configuration(site=site).replace("03:05", "25:05").replace("emulated", "floppy")

        page = self.check(client, text).content.decode()

        assert "The file has 2 faults" in page
        assert "schedule.at: must be a time of day" in page
        assert "line " in page

    def test_a_drive_that_would_go_is_named(self, client: Client, site: Site) -> None:
        text = export_configuration(site=site).replace("DVD-RAM 1", "Other")

        page = self.check(client, text).content.decode()

        assert "The drive DVD-RAM 1 would be removed" in page
        assert Drive.objects.get().name == "DVD-RAM 1"

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe", b"x" * ((1 << 20) + 1), b"[" * 5000, b"<script>alert(1)</script>"],
        ids=["empty", "no text", "too large", "nested", "a page"],
    )  # fmt: skip
    def test_what_is_no_configuration_is_refused(self, client: Client, site: Site, content: bytes) -> None:
        response = self.check(client, content)

        assert response.status_code == 200
        assert "preview" not in response.context
        assert b"<script>alert(1)</script>" not in response.content

    def test_the_first_site_may_come_by_a_file(self, client: Client, site: Site) -> None:
        text = export_configuration(site=site)
        Schedule.objects.all().delete()
        Site.objects.all().delete()

        page = self.check(client, text)
        client.post(f"{SETTINGS}import/", {"text": text, "seen": page.context["preview"].seen})

        assert Site.objects.get().name == "Harbour Hospital"
