"""What administrators set up, by programs: sites, drives, channels, settings, keys, a file of it all."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import (
    Change,
    Channel,
    Delivery,
    Drive,
    EncryptionKey,
    Notice,
    Role,
    Run,
    Server,
    Site,
    SourceTest,
    Survey,
)  # fmt: skip
from mmbackup.services.attended import request_survey
from mmbackup.services.discover import request_look
from mmbackup.services.discover.do_look import do_look
from mmbackup.services.preferences import preferences
from mmbackup.services.servers import request_test
from tests.portal.api.conftest import Api, Program
from tests.portal.builders import LAST_NIGHT, make_run

HOOK = {"name": "Pager", "kind": "webhook", "settings": {"address": "https://example.com/hook/T0p"}}
PUBLIC = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


class TestSites:
    def test_one_is_added_renamed_and_spoken_of(self, call: Api, site: Site) -> None:
        made = call("POST", "/sites", {"name": "Hügel", "time_zone": "Asia/Tokyo"})
        call("POST", "/sites", {"name": "Hügel"}, 409)
        call("PUT", f"/sites/{made['id']}", {"name": "Hill", "time_zone": "Asia/Tokyo"})

        call("POST", "/places?site=Hill", {"name": "Safe"})

        assert [one["name"] for one in call("GET", "/places?site=Hill")["items"]] == ["Safe"]
        assert call("GET", "/places")["items"] == []
        assert call("GET", f"/sites/{made['id']}")["time_zone"] == "Asia/Tokyo"
        assert call("GET", "/status?site=Hill")["site"] == "Hill"

    def test_one_that_keeps_nothing_goes_and_the_last_one_stays(self, call: Api, site: Site) -> None:
        made = call("POST", "/sites", {"name": "Hill"})

        call("DELETE", f"/sites/{made['id']}")

        assert "only site" in call("DELETE", f"/sites/{site.pk}", status=409)["detail"]
        assert [one["name"] for one in call("GET", "/sites")["items"]] == [site.name]

    @pytest.mark.parametrize("name", ["Nowhere", "", "%00"])
    def test_one_that_is_not_there_is_none(self, call: Api, site: Site, name: str) -> None:
        assert "no site of that name" in call("GET", f"/status?site={name}", status=404)["detail"]

    def test_pages_lead_on_within_the_site(self, call: Api, site: Site) -> None:
        call("POST", "/sites", {"name": "Hill"})
        for name in ("A", "B"):
            call("POST", "/places?site=Hill", {"name": name})

        first = call("GET", "/places?site=Hill&limit=1")

        assert call("GET", first["next"].partition("/api/v1")[2])["items"][0]["name"] == "B"


class TestDrives:
    def test_one_is_set_up_changed_and_goes(self, call: Api, site: Site, tmp_path: Path) -> None:
        wish = {"name": "Dock", "kind": "directory", "settings": {"path": str(tmp_path / "dock")}}

        made = call("POST", "/drives", wish)

        path = f"/drives/{made['id']}"
        told = call("PUT", f"{path}/settings", {**wish, "weekly_pool": "weekly"})
        assert (told["weekly_pool"], told["settings"]["path"]) == ("weekly", str(tmp_path / "dock"))
        assert call("GET", f"{path}/settings") == told
        call("POST", "/drives", {**wish, "name": "Other"}, 409)
        call("POST", "/drives", {**wish, "name": "Other", "settings": {"path": 3}}, 409)
        call("DELETE", path)
        assert not Drive.objects.filter(name="Dock").exists()

    def test_what_the_schedule_has_stays(self, call: Api, site: Site) -> None:
        drive = site.drives.get()

        assert "nightly backup" in call("DELETE", f"/drives/{drive.pk}", status=409)["detail"]

    def test_a_stale_change_is_refused(self, root: Client, call: Api, site: Site) -> None:
        path = f"/api/v1/drives/{site.drives.get().pk}/settings"
        mark = root.get(path)["ETag"]
        Drive.objects.update(weekly_pool="weekly")

        stale = root.put(
            path, {"name": "X", "kind": "directory"}, "application/json", headers={"If-Match": mark}
        )

        assert stale.status_code == 412

    def test_the_tab_of_an_emulated_medium(self, call: Api, site: Site, tmp_path: Path) -> None:
        wish = {"name": "Shelf", "kind": "emulated", "settings": {"path": str(tmp_path / "shelf")}}
        media = {"media": [{"name": "A", "capacity": "10 MB"}]}
        made = call("POST", "/drives", {**wish, "settings": {**wish["settings"], **media}})  # type: ignore[dict-item]

        call("POST", f"/drives/{made['id']}/insert", {"name": "A"})
        told = call("POST", f"/drives/{made['id']}/protect", {"name": "A"})

        assert told["look"]["write_protected"] is True


class TestServers:
    def test_one_is_saved_earlier(self, call: Api, site: Site) -> None:
        for position, name in enumerate(("MSS1", "MAS1")):
            Server.objects.create(site=site, name=name, kind=name[:3], position=position)
        last = Server.objects.get(name="MAS1")

        call("POST", f"/servers/{last.pk}/move", {"to": "earlier"})

        call("POST", f"/servers/{last.pk}/move", {"to": "earlier"}, 409)
        assert Server.objects.get(name="MAS1").position == 0

    def test_a_source_is_tried(self, call: Api, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        given: list[object] = []
        monkeypatch.setattr(request_test, "hand_over", lambda **told: given.append(told))
        server = Server.objects.create(site=site, name="MSS1", kind="MSS")
        wish = {"item": "messages", "name": "mail", "kind": "files", "settings": {"roots": ["/srv/mail"]}}

        told = call("POST", f"/servers/{server.pk}/source-tests", wish)

        assert (told["state"], told["asked_by"], len(given)) == (
            "queued",
            "administrator program (token)",
            1,
        )
        call("POST", f"/servers/{server.pk}/source-tests", wish, 409)
        call("POST", f"/source-tests/{told['id']}/cancel")
        assert SourceTest.objects.get().cancel_asked
        SourceTest.objects.update(state="done")
        call("POST", f"/source-tests/{told['id']}/cancel", status=409)
        assert call("GET", f"/source-tests/{told['id']}")["state"] == "done"

    def test_one_is_looked_over_and_what_was_found_adopted(
        self, call: Api, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(request_look, "hand_over", lambda **_told: None)
        server = Server.objects.create(site=site, name="MSS1", kind="MSS")

        asked = call("POST", f"/servers/{server.pk}/host-looks", {"profile": "plain"})
        do_look(look_id=UUID(asked["id"]), clock=timezone.now)
        found = call("GET", f"/host-looks/{asked['id']}")

        assert (asked["state"], found["state"], found["problem"]) == ("queued", "done", "")
        disks = next(each for each in found["items"] if each["item"] == "disk-configuration")["proposals"][0]
        assert (disks["key"], disks["standing"]) == ("disk-configuration/system", "new")
        wish = {"choose": [disks["key"]]}
        made = call("POST", f"/host-looks/{asked['id']}/adopt", wish)
        assert made == {"server": "MSS1", "sources": ["system"]}
        call("POST", f"/host-looks/{asked['id']}/adopt", wish, 409)

    def test_what_there_is_to_save_is_counted(
        self, call: Api, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(request_survey, "hand_over", lambda **_told: None)
        server = Server.objects.create(site=site, name="MSS1", kind="MSS")
        server.items.create(slug="messages").sources.create(name="mail", kind="files", settings={})

        told = call("POST", "/surveys", {"servers": ["MSS1"]})

        Survey.objects.update(state="done")
        assert (told["state"], call("GET", f"/surveys/{told['id']}")["state"]) == ("queued", "done")


class TestMakingUp:
    def test_a_night_without_a_medium_is_made_up_for(
        self, call: Api, site: Site, handed_over: list[object]
    ) -> None:
        night = make_run(site, Outcome.NO_MEDIUM)

        told = call("POST", f"/runs/{night.pk}/make-up")

        assert Run.objects.get(pk=told["id"]).makes_up_for == night

    def test_another_run_is_not(self, call: Api, site: Site, handed_over: list[object]) -> None:
        run = make_run(site, Outcome.FULL)

        assert "no night" in call("POST", f"/runs/{run.pk}/make-up", status=409)["detail"]
        assert handed_over == []


class TestChannels:
    def test_one_lives_with_its_rules_and_goes(self, call: Api, site: Site) -> None:
        made = call("POST", "/channels", HOOK)
        path = f"/channels/{made['id']}"

        rule = call("POST", f"{path}/rules", {"levels": ["MAJ"], "from_at": "08:00", "until_at": "17:00"})

        assert (rule["from_at"], rule["weekdays"]) == ("08:00", [])
        assert call("PUT", f"/rules/{rule['id']}", {"codes": ["MT BACKUP 1"]})["levels"] == []
        assert len(call("GET", path)["rules"]) == 2
        call("POST", f"{path}/rules", {"levels": ["loud"]}, 409)
        call("DELETE", f"/rules/{rule['id']}")
        assert call("PUT", path, {"name": "Pager", "enabled": False})["enabled"] is False
        call("DELETE", path)
        assert not Channel.objects.exists()
        deeds = set(Change.objects.values_list("deed", flat=True))
        assert {"channel added", "rule added", "rule changed", "channel removed"} <= deeds

    def test_its_secrets_are_kept_and_told_to_nobody(self, call: Api, site: Site) -> None:
        made = call("POST", "/channels", {**HOOK, "settings": {**HOOK["settings"], "secret": "Hu5h"}})  # type: ignore[dict-item]
        path = f"/channels/{made['id']}"

        kept = call("PUT", path, {"name": "Pager"})
        assert (kept["settings"], kept["secrets"]) == ({"ca_file": ""}, ["address", "secret"])
        assert call("PUT", path, {"name": "Pager", "forget": ["secret"]})["secrets"] == ["address"]

        told = json.dumps([made, kept, call("GET", "/channels"), call("GET", "/history")])
        assert "Hu5h" not in told
        assert "T0p" not in told
        assert Channel.objects.get().settings["address"].endswith("T0p")

    def test_a_secret_that_is_another_one_makes_a_change_stale(
        self, root: Client, call: Api, site: Site
    ) -> None:
        path = f"/api/v1/channels/{call('POST', '/channels', HOOK)['id']}"
        mark = root.get(path)["ETag"]
        Channel.objects.update(settings={"address": "https://example.com/another"})

        stale = root.put(path, {"name": "P"}, "application/json", headers={"If-Match": mark})

        assert stale.status_code == 412

    @pytest.mark.parametrize(
        ("kind", "settings"),
        [
            ("mail", {"host": "mx", "sender": "a@b", "recipients": "a@b"}),
            ("mail", {"host": "mx\r\nBcc: x", "sender": "a@b", "recipients": ["a@b"]}),
            ("syslog", {"transport": "pigeon"}),
            ("snmp", {"host": "x", "magic": 1}),
            ("snmp", {"host": "x", "port": "162"}),
        ],
    )
    def test_settings_of_another_shape_are_refused(
        self, call: Api, site: Site, kind: str, settings: dict[str, Any]
    ) -> None:
        told = call("POST", "/channels", {"name": "X", "kind": kind, "settings": settings}, 422)

        assert told["errors"][0]["where"].startswith("body.settings.")

    @pytest.mark.parametrize(
        "address", ["ftp://example.com/x", "file:///etc/passwd", "https://", "gopher://x", "https://a b/"]
    )
    def test_addresses_that_are_no_webhook_s_are_refused(self, call: Api, site: Site, address: str) -> None:
        call("POST", "/channels", {**HOOK, "settings": {"address": address}}, 409)

    def test_what_was_given_up_is_sent_again(self, call: Api, site: Site) -> None:
        channel = Channel.objects.create(name="Pager", kind="webhook", settings=HOOK["settings"])
        notice = Notice.objects.create(site=site, key="k", at=LAST_NIGHT, level="MAJ", subject="s", text="t")
        delivery = notice.deliveries.create(channel=channel, next_try_at=LAST_NIGHT, state="given up")

        assert call("POST", f"/deliveries/{delivery.pk}/again")["state"] == "due"
        call("POST", f"/deliveries/{delivery.pk}/again", status=409)
        assert Delivery.objects.get().tries == 0


class TestSettings:
    def test_they_are_changed_one_by_one(self, root: Client, call: Api, site: Site) -> None:
        mark = root.get("/api/v1/settings")["ETag"]

        told = call("PATCH", "/settings", {"digest_at": "06:30", "metrics_networks": ["10.0.0.0/8"]})

        assert (told["digest_at"], told["idle_minutes"]) == ("06:30", 60)
        assert preferences().metrics_networks == ["10.0.0.0/8"]
        call("PATCH", "/settings", {"metrics_networks": ["everywhere"]}, 422)
        call("PATCH", "/settings", {"portal_address": "javascript:alert(1)"}, 422)
        stale = root.patch("/api/v1/settings", {}, "application/json", headers={"If-Match": mark})
        assert stale.status_code == 412

    def test_the_watcher_s_address_is_a_secret(self, call: Api, site: Site) -> None:
        told = call("PATCH", "/settings", {"ping_address": "https://hc-ping.com/Hu5h"})

        assert told["has_ping"] is True
        assert "Hu5h" not in json.dumps([told, call("GET", "/settings"), call("GET", "/history")])
        assert call("PATCH", "/settings", {"ping_address": ""})["has_ping"] is False


class TestConfiguration:
    def test_it_goes_out_is_looked_at_and_comes_in(self, root: Client, call: Api, site: Site) -> None:
        site.pools.create(name="nightly")
        text = root.get("/api/v1/configuration").content.decode()
        wanted = text.replace('at = "03:05"', 'at = "04:10"')

        preview = call("POST", "/configuration/preview", {"text": wanted})

        signs = {line["sign"]: line["text"] for line in preview["lines"] if line["text"].startswith("at =")}
        assert signs == {"-": 'at = "03:05"', "+": 'at = "04:10"'}
        call("PUT", "/configuration", {"text": wanted, "seen": preview["seen"]})
        assert root.get("/api/v1/configuration").content.decode() == wanted
        call("PUT", "/configuration", {"text": wanted, "seen": preview["seen"]}, 409)
        faulty = call("POST", "/configuration/preview", {"text": "[site]\nname = 3"}, 422)
        assert any("line 2" in one["what"] for one in faulty["errors"])

    def test_it_is_for_administrators(self, program: Program, site: Site) -> None:
        for role, status in ((Role.OPERATOR, 403), (Role.AUDITOR, 403)):
            sent = program(role).post("/api/v1/configuration/preview", {"text": "x"}, "application/json")
            assert sent.status_code == status


class TestKeys:
    def test_a_public_key_comes_and_is_retired(self, call: Api, site: Site) -> None:
        made = call("POST", "/keys", {"name": "Notary", "public": PUBLIC})

        call("POST", "/keys", {"name": "Other", "public": PUBLIC}, 409)
        call("POST", "/keys", {"name": "Other", "public": "age1nothing"}, 422)
        assert call("POST", f"/keys/{made['id']}/retire")["is_usable"] is False

    def test_a_pool_s_last_key_goes_knowingly(self, call: Api, site: Site) -> None:
        made = call("POST", "/keys", {"name": "Notary", "public": PUBLIC})
        pool = site.pools.create(name="safe")
        pool.keys.add(EncryptionKey.objects.get())

        call("POST", f"/keys/{made['id']}/retire", status=409)

        assert call("POST", f"/keys/{made['id']}/retire", {"knowing": ["safe"]})["retired_at"]
