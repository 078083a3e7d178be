"""What each operation does, through the same services as the portal's pages."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from mmbackup.engine.outcomes import Outcome
from mmbackup.management.commands import status as status_command
from mmbackup.models import (
    Alarm,
    BackupSet,
    Change,
    Channel,
    Check,
    Drill,
    EncryptionKey,
    Medium,
    Notice,
    Place,
    Pool,
    Role,
    Run,
    Schedule,
    Server,
    Site,
)  # fmt: skip
from mmbackup.services.diagnostics.finding import Check as LookedAt
from mmbackup.services.diagnostics.finding import good
from portal.api.rooms import looked
from tests.portal.api.conftest import Api, Program
from tests.portal.builders import (
    LAST_NIGHT,
    make_alarm,
    make_event,
    make_log,
    make_other_run,
    make_run,
    make_running,
)  # fmt: skip
from tests.portal.restore.backups import make_backup, make_server

FOLDER = "/srv/mmbackup-test/restored"
MESSAGES = {"picks": [{"data_type": "messages", "server": "MSS1"}], "target": "folder", "folder": FOLDER}
UNKNOWN = str(UUID(int=1))


@pytest.fixture
def sunday(site: Site) -> Medium:
    return Medium.objects.create(
        site=site, uuid=UUID(int=7), name="Sunday", pool="nightly", place="on shelf", last_seen_at=LAST_NIGHT
    )


def test_status_is_what_the_shell_tells(call: Api, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    make_run(site)
    make_alarm(site)

    told = call("GET", "/status")

    with pytest.raises(SystemExit):
        status_command.Command().run_from_argv(["manage.py", "status", "--json"])
    shell = json.loads(capsys.readouterr().out)
    assert {**told, "run": None, "last_ended_run": None, "alarms": None, "next_run_at": None} == {
        **shell, "run": None, "last_ended_run": None, "alarms": None, "next_run_at": None
    }  # fmt: skip
    assert told["alarms"][0]["name"] == shell["alarms"][0]["name"]


def test_a_look_ahead_is_made_and_told(call: Api, site: Site) -> None:
    assert call("POST", "/look-ahead")["sentence"]
    assert Change.objects.get(deed="look ahead asked for").who == "administrator program"


class TestRuns:
    def test_they_are_narrowed(self, call: Api, site: Site) -> None:
        make_run(site, Outcome.PARTIAL, nights_ago=2)
        make_other_run(site, Run.Kind.VERIFY)

        for asked, kinds in (
            ("kind=verify", ["verify"]), ("outcome=partial", ["unattended"]), ("state=waiting", []),
            ("since=2026-11-22T00:00:00Z", ["verify"]), ("until=2026-11-22T00:00:00Z", ["unattended"]),
        ):  # fmt: skip
            assert [run["kind"] for run in call("GET", f"/runs?{asked}")["items"]] == kinds

    def test_one_tells_how_far_it_is(self, call: Api, site: Site) -> None:
        run = make_running(site, now=timezone.now())

        told = call("GET", f"/runs/{run.pk}")

        assert (told["state"], told["files"], told["files_total"]) == ("running", 31_337, 96_524)
        assert (told["outcome"], told["has_log"]) == (None, False)

    def test_a_backup_is_begun_by_its_program(self, call: Api, site: Site, handed_over: list[object]) -> None:
        told = call("POST", "/backups")

        assert (told["state"], told["asked_by"]) == ("queued", "administrator program (token)")
        assert len(handed_over) == 1
        assert "queued or running" in call("POST", "/backups", status=409)["detail"]
        assert Change.objects.get(deed="backup asked for").via == "API"

    def test_without_a_broker_nothing_is_begun_and_that_is_told(self, call: Api, site: Site) -> None:
        told = call("POST", "/backups", status=409)

        assert told["retry_helps"] is True
        assert not Run.objects.exists()
        assert [change.deed for change in Change.objects.exclude(deed="token made")] == [
            "backup not begun", "backup asked for",
        ]  # fmt: skip

    def test_an_attended_backup_saves_what_is_chosen(
        self, call: Api, site: Site, handed_over: list[object]
    ) -> None:
        server = Server.objects.create(site=site, name="MSS1", kind="MSS")
        messages = server.items.create(slug="messages")
        messages.sources.create(name="mail", kind="files", settings={"roots": ["/x"]})

        told = call("POST", "/attended-backups", {"servers": ["MSS1"], "data_types": ["messages"]})

        run = Run.objects.get(pk=told["id"])
        assert (run.kind, run.servers, run.data_types) == ("attended", ["MSS1"], ["messages"])
        assert "not known here: X" in call("POST", "/attended-backups", {"servers": ["X"]}, 409)["detail"]

    def test_one_is_cancelled_once(self, call: Api, site: Site) -> None:
        run = make_running(site, now=timezone.now())

        assert call("POST", f"/runs/{run.pk}/cancel")["cancel_asked"] is True
        ended = make_run(site)
        assert call("POST", f"/runs/{ended.pk}/cancel", status=409)["detail"] == "the run has ended"
        assert Change.objects.get(deed="backup cancelled").who == "administrator program"

    def test_one_that_does_not_wait_does_not_go_on(self, call: Api, site: Site) -> None:
        assert "does not wait" in call("POST", f"/runs/{make_run(site).pk}/continue", status=409)["detail"]


class TestLogs:
    def test_one_is_read_by_its_lines(self, call: Api, root: Client, site: Site) -> None:
        log = make_log(make_run(site))
        path = f"/logs/{log.run_id}"

        first, last = call("GET", f"{path}/lines?limit=3"), call("GET", f"{path}/lines?first={log.lines}")

        assert (first["total"], len(first["lines"])) == (log.lines, 3)
        assert first["next"].endswith("limit=3&first=4")
        assert (last["lines"], last["next"]) == ([log.run.verdict], None)
        text = b"".join(root.get(f"/api/v1{path}/text"))
        assert text.count(b"\n") == log.lines
        assert call("GET", path)["verdict"] == log.run.verdict
        assert [one["run"] for one in call("GET", "/logs?kind=backup")["items"]] == [str(log.run_id)]
        assert call("GET", "/logs?kind=restore")["items"] == []

    def test_one_that_is_gone_is_not_there(self, call: Api, site: Site) -> None:
        call("GET", f"/logs/{make_run(site).pk}", status=404)
        call("GET", f"/logs/{UNKNOWN}/lines", status=404)


class TestProof:
    def test_a_verification_is_begun_and_told(self, call: Api, site: Site, handed_over: list[object]) -> None:
        told = call("POST", "/verifications", {"sets": [UNKNOWN]})

        assert Check.objects.get(run_id=told["id"]).sets == [UNKNOWN]
        assert call("GET", f"/verifications/{told['id']}")["results"] == []
        assert len(call("GET", "/verifications")["items"]) == 1
        assert call("GET", f"/drills/{told['id']}", status=404)

    def test_a_drill_is_begun_and_told(self, call: Api, site: Site, handed_over: list[object]) -> None:
        told = call("POST", "/drills", {"drive": "DVD-RAM 1"})

        Drill.objects.update(opened={"SQLite": [2, 0]})
        assert call("GET", f"/drills/{told['id']}")["opened"] == {"SQLite": [2, 0]}
        assert len(call("GET", "/drills")["items"]) == 1
        assert call("POST", "/drills", {"drive": "X"}, 409)["detail"] == "there is no drive named X"


class TestRestores:
    @pytest.fixture
    def backup(self, site: Site) -> BackupSet:
        make_server(site)
        return make_backup(site, "Sunday")

    def test_the_files_of_backups_are_browsed_and_found(self, call: Api, backup: BackupSet) -> None:
        (point,) = call("GET", "/recovery-points")["items"]
        assert (point["set"], point["media"][0]["name"]) == (str(backup.uuid), "Sunday")

        below = call("GET", "/files?folder=MSS1/srv/mss1/messages&limit=1")

        assert [entry["name"] for entry in below["items"]] == ["1001"]
        more = call("GET", below["next"].partition("/api/v1")[2])
        assert [(entry["name"], entry["files"]) for entry in more["items"]] == [("1002", 1)]
        found = call("GET", f"/files/search?text=0001&data_type=messages&set={backup.uuid}")
        assert len(found["items"]) == 2

    def test_subscribers_are_listed_and_picked_by_their_places(self, call: Api, site: Site) -> None:
        messages = "MSS1/srv/mss1/messages"
        make_server(site)
        make_backup(site, "Sunday", trees={messages: [messages, "{user}"]})

        first = call("GET", "/subscribers?limit=1")
        (second,) = call("GET", first["next"].partition("/api/v1")[2])["items"]

        assert [(one["name"], one["files"]) for one in (*first["items"], second)] == [
            ("1001", 2),
            ("1002", 1),
        ]
        assert second["places"] == [{"server": "MSS1", "path": f"{messages}/1002"}]
        assert call("GET", "/subscribers?name=2")["items"] == []
        assert call("POST", "/restores/plan", {**MESSAGES, "picks": second["places"]})["files"] == 1

    def test_a_plan_starts_nothing_and_names_the_media(self, call: Api, backup: BackupSet) -> None:
        plan = call("POST", "/restores/plan", MESSAGES)

        assert (plan["files"], [one["medium"] for one in plan["needed"]]) == (3, ["Sunday"])
        assert plan["needs_key"] is False
        assert not Run.objects.filter(kind="restore").exists()

    def test_a_restore_into_a_folder_is_begun(
        self, call: Api, backup: BackupSet, handed_over: list[object]
    ) -> None:
        told = call("POST", "/restores", MESSAGES)

        assert (told["state"], told["target"], told["media"][0]["files"]) == ("queued", "folder", 3)
        assert call("GET", f"/restores/{told['id']}")["folder"] == FOLDER
        assert len(call("GET", "/restores")["items"]) == 1
        fields = {one["field"]: one["new"] for one in Change.objects.get(deed="restore asked for").fields}
        assert (fields["target"], fields["files"]) == (FOLDER, 3)

    @pytest.mark.parametrize(
        "picks", [[], [{}], [{"data_type": "magic", "server": "MSS1"}], [{"path": "\\x"}], [{"path": "\0"}]]
    )
    def test_what_is_no_pick_is_refused(self, call: Api, site: Site, picks: list[object]) -> None:
        call("POST", "/restores/plan", {**MESSAGES, "picks": picks}, 422)

    def test_in_place_is_for_administrators_who_read_the_plan(
        self, call: Api, program: Program, backup: BackupSet, handed_over: list[object]
    ) -> None:
        wish = {"picks": MESSAGES["picks"], "target": "in place"}
        operator = program(Role.OPERATOR)

        refused = operator.post("/api/v1/restores", wish, content_type="application/json")

        assert refused.status_code == 403
        assert "goes over what is there" in call("POST", "/restores", wish, 409)["detail"]
        word = call("POST", "/restores/plan", wish)["confirm"]
        assert call("POST", "/restores", {**wish, "confirm": word})["target"] == "in place"


class TestMedia:
    def test_they_are_narrowed(self, call: Api, sunday: Medium) -> None:
        for asked, count in (("name=sun", 1), ("pool=weekly", 0), ("status=writable", 1), ("place=lost", 0)):
            assert len(call("GET", f"/media?{asked}")["items"]) == count

    def test_one_is_moved_and_its_custody_tells(self, call: Api, site: Site, sunday: Medium) -> None:
        Place.objects.create(site=site, name="Fire safe", kind="in vault")
        path = f"/media/{sunday.uuid}"

        moved = call("POST", f"{path}/move", {"place": "Fire safe"})

        assert (moved["place"], moved["place_name"]) == ("in vault", "Fire safe")
        call("POST", f"{path}/move", {"place": "Fire safe"}, 409)
        call("POST", f"{path}/move", {"place": "Nowhere"}, 404)
        (line,) = call("GET", f"{path}/custody")["items"]
        assert (line["act"], line["by"]) == ("moved", "administrator program (token)")

    @pytest.mark.parametrize(
        ("act", "field", "value"),
        [("retire", "status", "retired"), ("damaged", "status", "damaged"), ("lost", "place", "lost")],
    )
    def test_what_is_decided_of_one_and_taken_back(
        self, call: Api, sunday: Medium, act: str, field: str, value: str
    ) -> None:
        path = f"/media/{sunday.uuid}"

        assert call("POST", f"{path}/{act}", {"reason": "scratched"})[field] == value
        call("POST", f"{path}/{act}", {"reason": "scratched"}, 409)
        call("POST", f"{path}/{act}", {}, 422)
        back = call("POST", f"{path}/use", {"reason": "not after all"})
        assert (back["status"], back["place"]) == ("writable", "on shelf")

    def test_one_is_to_be_replaced(self, call: Api, sunday: Medium) -> None:
        path = f"/media/{sunday.uuid}"

        assert call("POST", f"{path}/replace-by", {"replace_by": "2027-11-30"})["replace_by"] == "2027-11-30"
        assert call("POST", f"{path}/replace-by", {"replace_by": None})["replace_by"] is None
        assert call("GET", f"{path}/if-lost") == []


class TestPoolsAndPlaces:
    def test_a_pool_lives_and_goes(self, call: Api, site: Site) -> None:
        made = call("POST", "/pools", {"name": "weekly", "night": 4})
        path = f"/pools/{made['id']}"

        assert call("PATCH", path, {"rotation": "by weekday"})["night"] == 4
        assert call("GET", path)["rotation"] == "by weekday"
        call("PATCH", path, {"keys": ["nobody's"]}, 409)
        call("DELETE", path)
        call("GET", path, status=404)

    def test_it_is_given_keys(self, call: Api, site: Site) -> None:
        key = {"site": site, "origin": "imported", "made_at": LAST_NIGHT, "confirmed_at": LAST_NIGHT}
        for name in ("Safe", "Notary"):
            EncryptionKey.objects.create(name=name, public=f"age1{name.lower()}", **key)
        pool = Pool.objects.create(site=site, name="weekly")

        assert call("PATCH", f"/pools/{pool.pk}", {"keys": ["Safe", "Notary"]})["keys"] == ["Notary", "Safe"]
        assert [one["public"] for one in call("GET", "/keys")["items"]] == ["age1notary", "age1safe"]

    def test_a_place_lives_and_goes(self, call: Api, site: Site) -> None:
        made = call("POST", "/places", {"name": "Safe", "kind": "in vault"})
        path = f"/places/{made['id']}"

        assert call("PUT", path, {"name": "Cellar"})["kind"] == "on shelf"
        call("POST", "/places", {"name": "Safe", "kind": "in the sea"}, 422)
        call("DELETE", path)
        assert call("GET", "/places")["items"] == []


class TestDrives:
    def test_a_medium_is_put_in_labelled_and_put_out(self, call: Api, site: Site) -> None:
        from mmbackup.services.drives.shelf import shelf_of  # noqa: PLC0415  for this one alone

        drive = site.drives.get()
        Pool.objects.create(site=site, name="nightly")
        shelf_of(drive).add("DVD-A", 10_000_000)
        path = f"/drives/{drive.pk}"

        assert call("POST", f"{path}/insert", {"name": "DVD-A"})["look"]["state"] == "blank"
        labelled = call("POST", f"{path}/acts", {"verb": "label", "name": "Sunday", "pool": "nightly"})
        assert (labelled["state"], call("GET", path)["look"]["name"]) == ("done", "Sunday")
        assert call("GET", f"/drive-acts/{labelled['id']}")["answer"] == labelled["answer"]
        assert call("POST", f"{path}/acts", {"verb": "eject"})["state"] == "done"
        assert call("GET", path)["look"]["state"] == "empty"
        deeds = list(Change.objects.order_by("id").values_list("deed", flat=True))[1:]
        assert deeds == ["medium inserted", "label asked for", "eject asked for"]

    def test_what_erases_is_for_administrators(self, program: Program, site: Site) -> None:
        operator, path = program(Role.OPERATOR), f"/api/v1/drives/{site.drives.get().pk}/acts"

        for verb, status in (("look", 202), ("relabel", 403), ("format", 403), ("import", 403)):
            response = operator.post(path, {"verb": verb}, content_type="application/json")
            assert response.status_code == status, verb


class TestSite:
    def test_the_schedule_is_changed_for_what_it_was(self, call: Api, root: Client, site: Site) -> None:
        Pool.objects.create(site=site, name="nightly")
        mark = root.get("/api/v1/schedule")["ETag"]

        told = call("PATCH", "/schedule", {"at": "04:10", "drill_weekday": "Friday"})

        assert (told["at"], told["drill_weekday"]) == ("04:10", "Friday")
        assert f"{Schedule.objects.get().at:%H:%M}" == "04:10"
        stale = root.patch(
            "/api/v1/schedule", {"at": "05:00"}, content_type="application/json", headers={"If-Match": mark}
        )
        assert stale.status_code == 412
        call("PATCH", "/schedule", {"at": "25:00"}, 422)
        assert Change.objects.filter(deed="schedule changed").count() == 1

    def test_a_server_and_its_sources_live_and_go(self, call: Api, site: Site) -> None:
        Pool.objects.create(site=site, name="nightly")
        made = call("POST", "/servers", {"name": "MSS2", "kind": "MSS"})
        path = f"/servers/{made['id']}"
        source = {"item": "messages", "name": "mail", "kind": "files", "settings": {"roots": ["/srv/mail"]}}

        with_source = call("POST", f"{path}/sources", source)

        (told,) = with_source["sources"]
        assert (told["item"], told["settings"]) == ("messages", {"roots": ["/srv/mail"]})
        changed = call("PUT", f"/sources/{told['id']}", {**source, "name": "post"})
        assert changed["sources"][0]["name"] == "post"
        assert call("PUT", path, {"name": "MSS3", "kind": "MSS"})["name"] == "MSS3"
        assert [one["name"] for one in call("GET", "/servers")["items"]] == ["MSS3"]
        call("POST", f"{path}/sources", {**source, "kind": "magic"}, 409)
        call("DELETE", f"/sources/{told['id']}")
        call("DELETE", path)
        assert not Server.objects.exists()
        assert [one["name"] for one in call("GET", "/sites")["items"]] == ["Harbour Hospital"]


class TestTold:
    def test_an_alarm_is_acknowledged_once(self, call: Api, site: Site) -> None:
        alarm = make_alarm(site)
        make_alarm(site, resolved=True, at=LAST_NIGHT - timedelta(days=3))

        told = call("POST", f"/alarms/{alarm.pk}/acknowledge")

        assert told["acknowledged_at"] is not None
        call("POST", f"/alarms/{alarm.pk}/acknowledge", status=409)
        for asked, count in (("", 2), ("?active=true", 1), ("?active=false", 1)):
            assert len(call("GET", f"/alarms{asked}")["items"]) == count
        assert Alarm.objects.get(pk=alarm.pk).acknowledged_by is None
        assert Change.objects.get(deed="alarm acknowledged").who == "administrator program"
        assert call("GET", f"/alarms/{alarm.pk}")["name"] == "MT BACKUP 1"

    def test_events_are_narrowed(self, call: Api, site: Site) -> None:
        make_event(site, "BKRST029")
        make_event(site, "BKRST004")

        assert len(call("GET", "/events")["items"]) == 2
        assert len(call("GET", "/events?event_id=BKRST029&since=2026-11-22T00:00:00Z")["items"]) == 1

    def test_the_history_is_paged_and_narrowed(self, call: Api, site: Site) -> None:
        for name in ("one", "two"):
            call("POST", "/places", {"name": name})

        first = call("GET", "/history?limit=1&deed=place")

        assert first["items"][0]["subject"] == "place two"
        second = call("GET", first["next"].partition("/api/v1")[2])
        assert (second["items"][0]["subject"], second["next"]) == ("place one", None)

    def test_notices_and_channels_are_told_without_secrets(self, call: Api, site: Site) -> None:
        channel = Channel.objects.create(
            name="Pager", kind="webhook", settings={"address": "http://127.0.0.1:9/Hu5h"}
        )
        notice = Notice.objects.create(site=site, key="k", at=LAST_NIGHT, level="MAJ", subject="s", text="t")
        notice.deliveries.create(channel=channel, next_try_at=LAST_NIGHT)

        assert call("GET", "/notices")["items"][0]["deliveries"][0]["channel"] == "Pager"
        assert "Hu5h" not in json.dumps(call("GET", "/channels"))


class TestLooked:
    def test_nights_are_counted(self, call: Api, site: Site) -> None:
        make_run(site)
        make_run(site, Outcome.PARTIAL, nights_ago=1)

        told = call("GET", "/reports/nights?first=2026-11-21&last=2026-11-22")

        assert [night["outcome"] for night in told["nights"]] == ["partial", "full"]
        assert (told["verified"], told["by_outcome"]) == (2, {"partial": 1, "full": 1})
        call("GET", "/reports/nights?first=2026-11-22&last=2026-11-21", status=422)
        call("GET", "/reports/nights?first=2000-01-01", status=422)

    def test_what_can_be_had_back_is_told(self, call: Api, site: Site) -> None:
        make_server(site)
        make_backup(site, "Sunday")

        reach = call("GET", "/reports/recovery-points")

        assert {one["newest_whole"] for one in reach} == {"2026-11-22"}

    def test_everything_is_checked(self, call: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        checks = [LookedAt("mine", "Mine", "it looks", lambda _site, _now: [good("All is well.")])]
        monkeypatch.setattr(looked, "ALL_CHECKS", checks)

        (result,) = call("GET", "/diagnostics")

        assert (result["level"], result["findings"][0]["sentence"]) == ("good", "All is well.")
