"""Messaging Servers: what is saved of each is said, and administrators change it."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from mmbackup.models import Change, DataItem, Pool, Role, Server, Site, Source, SourceTest
from mmbackup.services.servers import request_test as requesting
from portal.servers.source_kinds import FORMS
from tests.portal.builders import make_run, make_user

SERVERS = "/servers/"
HOSTILE = '<script>alert("1")</script>'
BUTTON = re.compile(r"([^<>]*)</button>")
LIMITS = {"time_limit": "14400", "stall_limit": "300"}


@pytest.fixture
def mss(site: Site) -> Server:
    server = Server.objects.create(site=site, name="MSS1", kind="MSS")
    item = DataItem.objects.create(server=server, slug="messages")
    Source.objects.create(item=item, name="mail", kind="files", settings={"roots": ["/srv/mail"]})
    return server


@pytest.fixture
def mail(mss: Server) -> Source:
    return Source.objects.get()


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the broker was given."""
    given: list[Any] = []
    monkeypatch.setattr(requesting, "hand_over", lambda **what: given.append(what))
    return given


def sent_back(client: Client, address: str) -> dict[str, Any]:
    """The form as a browser would send it back."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)} | {"kind": form.KIND}


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_a_form_asks_for_what_its_kind_takes_and_nothing_else(kind: str) -> None:
    form = FORMS[kind](server_kind="MSS")

    assert form.fields.keys() == {"item", "name", *form.OWN, "time_limit", "stall_limit", "shown"}


class TestServers:
    @pytest.mark.parametrize(("root", "is_warned"), [("/etc/ssl", True), ("/srv/mail", False)])
    def test_private_keys_in_plain_are_warned_of(
        self, client: Client, mss: Server, root: str, is_warned: bool
    ) -> None:
        Pool.objects.create(site=mss.site, name="plain")
        item = DataItem.objects.create(server=mss, slug="networking")
        Source.objects.create(item=item, name="keys", kind="files", settings={"roots": [root]})

        shown = page(client, f"{SERVERS}{mss.pk}/")

        assert ("Holds private keys, and not all pools are encrypted" in shown) is is_warned

    def test_what_is_not_saved_is_said(self, client: Client, mss: Server) -> None:
        listed, own = page(client, SERVERS), page(client, f"{SERVERS}{mss.pk}/")

        assert "1 of 10 are saved" in listed
        assert "Voiced subscriber names" in listed
        assert own.count("Not saved") == 9
        assert "/srv/mail" in own

    def test_the_last_backup_s_sizes_stand_beside(self, client: Client, site: Site, mss: Server) -> None:
        make_run(site)

        assert "96,004 of 96,004 files, 900.0 MB in the last backup" in page(client, SERVERS)

    def test_one_is_added_changed_moved_and_removed(self, client: Client, mss: Server) -> None:
        values = {"name": "MAS1", "kind": "MAS", "command_wait": "60", "runs": "by hand"}
        client.post(f"{SERVERS}new/", values)
        mas = Server.objects.get(name="MAS1")
        address = f"{SERVERS}{mas.pk}/"

        shown = client.get(f"{address}edit/").context["form"]["shown"].value()
        values = {"name": "MAS1", "kind": "MAS", "command_wait": "5", "shown": shown}
        client.post(f"{address}edit/", {**values, "stop": "/bin/stop\r\n now ", "start": "/bin/start"})
        mas.refresh_from_db()
        assert (mas.stop_command, mas.start_command) == (["/bin/stop", " now "], ["/bin/start"])

        client.post(f"{address}move/", {"to": "earlier"})
        assert [server.name for server in Server.objects.all()] == ["MAS1", "MSS1"]

        shown = client.get(f"{address}remove/").context["form"]["shown"].value()
        client.post(f"{address}remove/", {"shown": shown})
        assert [server.name for server in Server.objects.all()] == ["MSS1"]
        deeds = [change.deed for change in Change.objects.order_by("pk")]
        assert deeds == ["server added", "server changed", "server changed", "server removed"]
        assert {change.who for change in Change.objects.all()} == {"ada"}

    def test_a_fault_stands_at_its_field(self, client: Client, mss: Server) -> None:
        values = {"name": "MSS1", "kind": "MAS", "command_wait": "60", "stop": "/bin/stop"}

        form = client.post(f"{SERVERS}new/", values).context["form"]

        assert "stands above already" in form.errors["name"][0]
        assert "give start too" in form.errors["stop"][0]

    @pytest.mark.parametrize("shown", ["", "{", "[]", "null", '{"name": "MSS1"}'])
    def test_a_broken_memory_of_what_was_shown_changes_nothing(
        self, client: Client, mss: Server, shown: str
    ) -> None:
        values = {"name": "Other", "kind": "MSS", "command_wait": "60", "shown": shown}

        for act in ("edit", "remove"):
            answer = client.post(f"{SERVERS}{mss.pk}/{act}/", values, follow=True).content.decode()
            assert "somebody else changed the server MSS1 meanwhile" in answer

        mss.refresh_from_db()
        assert mss.name == "MSS1"

    def test_hostile_names_are_text(self, client: Client, mss: Server) -> None:
        Server.objects.update(name=HOSTILE, stop_command=[HOSTILE], start_command=[HOSTILE])
        Source.objects.update(name=HOSTILE, settings={"roots": [f"/{HOSTILE}"]})

        for address in (
            SERVERS,
            f"{SERVERS}{mss.pk}/",
            f"{SERVERS}{mss.pk}/edit/",
            f"{SERVERS}{mss.pk}/remove/",
        ):
            assert HOSTILE not in page(client, address)

    def test_another_site_s_server_is_not_there(self, client: Client, mss: Server) -> None:
        Server.objects.update(site=Site.objects.create(name="Other", time_zone="UTC"))

        for address in ("", "edit/", "remove/", "sources/new/", f"sources/{Source.objects.get().pk}/"):
            assert client.get(f"{SERVERS}{mss.pk}/{address}").status_code == 404

    def test_an_operator_sees_and_changes_nothing(self, mss: Server) -> None:
        browser = Client()
        browser.force_login(make_user("olga", Role.OPERATOR))

        own = page(browser, f"{SERVERS}{mss.pk}/")

        assert "Change" not in own
        assert browser.post(f"{SERVERS}{mss.pk}/remove/").status_code == 403
        assert browser.post(f"{SERVERS}{mss.pk}/test/").status_code == 403

    def test_a_hundred_servers_take_no_more_queries(
        self, client: Client, site: Site, mss: Server, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(100):
            server = Server.objects.create(site=site, name=f"S{number}", kind="MSS", position=number)
            Source.objects.create(
                item=DataItem.objects.create(server=server, slug="greetings"), name="a", kind="files"
            )

        with django_assert_max_num_queries(25):
            client.get(SERVERS)


class TestSources:
    def test_files_are_added(self, client: Client, mss: Server) -> None:
        values = {
            "kind": "files",
            "item": "greetings",
            "name": "voice",
            "roots": "/srv/a b\n/srv/ü\n",
            **LIMITS,
        }

        client.post(f"{SERVERS}{mss.pk}/sources/new/", {**values, "exclude": "*.tmp", "stall_limit": "60"})

        source = Source.objects.get(name="voice")
        assert source.settings == {"roots": ["/srv/a b", "/srv/ü"], "exclude": ["*.tmp"]}
        assert source.stall_limit == 60

    def test_a_command_is_a_list_of_words(self, client: Client, mss: Server) -> None:
        values = {"kind": "command", "item": "subscribers", "name": "ldap", "output": "s.ldif", **LIMITS}

        client.post(f"{SERVERS}{mss.pk}/sources/new/", {**values, "argv": "/bin/sh\n-c\nldapsearch | sort"})

        assert Source.objects.get(name="ldap").settings["argv"] == ["/bin/sh", "-c", "ldapsearch | sort"]

    def test_one_that_is_sent_back_as_it_was_stays_as_it_was(self, client: Client, mail: Source) -> None:
        address = f"{SERVERS}{mail.item.server_id}/sources/{mail.pk}/"

        client.post(address, sent_back(client, address))

        assert Source.objects.get().settings == {"roots": ["/srv/mail"]}
        assert not Change.objects.exists()

    def test_the_second_of_two_who_change_it_at_once_is_told(self, client: Client, mail: Source) -> None:
        address = f"{SERVERS}{mail.item.server_id}/sources/{mail.pk}/"
        values = sent_back(client, address)
        Source.objects.update(settings={"roots": ["/srv/other"]})

        answer = client.post(address, {**values, "roots": "/srv/mine"}, follow=True).content.decode()

        assert "somebody else changed the source mail meanwhile" in answer
        assert Source.objects.get().settings == {"roots": ["/srv/other"]}

    def test_a_name_with_a_line_break_is_not_torn(self, client: Client, mail: Source) -> None:
        Source.objects.update(settings={"roots": ["/srv/a\nb"]})
        address = f"{SERVERS}{mail.item.server_id}/sources/{mail.pk}/"

        answer = client.post(address, sent_back(client, address)).content.decode()

        assert "It holds a line break in a name" in answer
        assert Source.objects.get().settings == {"roots": ["/srv/a\nb"]}

    def test_a_fault_stands_at_its_field(self, client: Client, mss: Server) -> None:
        values = {"kind": "files", "item": "messages", "name": "mail", "roots": "srv", **LIMITS}

        form = client.post(f"{SERVERS}{mss.pk}/sources/new/", values).context["form"]

        assert "not an absolute path" in form.errors["roots"][0]
        assert "stands above already" in form.errors["name"][0]

    def test_a_windows_host_is_another_machine(self, client: Client, mss: Server) -> None:
        values = {"kind": "windows", "item": "networking", "name": "pc", "system_state_on": "E:", **LIMITS}

        here = client.post(f"{SERVERS}{mss.pk}/sources/new/", values).context["form"]
        Server.objects.update(address="mss1", user="backup")
        client.post(f"{SERVERS}{mss.pk}/sources/new/", {**values, "hives": ["SAM", "SYSTEM"]})

        assert "a Windows host is another machine" in here.non_field_errors()[0]
        settings = {"hives": ["SAM", "SYSTEM"], "system_state_on": "E:"}
        assert Source.objects.get(name="pc").settings == settings

    @pytest.mark.parametrize("wrong", [{"kind": "tape"}, {"item": "hosts-file"}, {"roots": "\0"}], ids=str)
    def test_what_no_form_offers_is_refused(self, client: Client, mss: Server, wrong: dict[str, str]) -> None:
        values = {"kind": "files", "item": "messages", "name": "x", **LIMITS}

        assert client.post(f"{SERVERS}{mss.pk}/sources/new/", {**values, **wrong}).status_code == 200
        assert Source.objects.count() == 1

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
    def test_others_look_at_one_and_are_offered_nothing(self, mail: Source, role: Role) -> None:
        browser = Client()
        browser.force_login(make_user("olga", role))

        shown = page(browser, f"{SERVERS}{mail.item.server_id}/sources/{mail.pk}/")

        assert "/srv/mail" in shown
        assert "<fieldset disabled>" in shown
        assert not {"Save", "Remove the source", "Test: what would be saved?"} & set(BUTTON.findall(shown))
        assert browser.get(f"{SERVERS}{mail.item.server_id}/sources/new/").status_code == 403

    def test_one_is_removed(self, client: Client, mail: Source) -> None:
        address = f"{SERVERS}{mail.item.server_id}/sources/{mail.pk}/"
        shown = client.get(address).context["form"]["shown"].value()

        client.post(f"{address}remove/", {"shown": shown})

        assert not Source.objects.exists()


class TestTests:
    def begin(self, client: Client, mail: Source, **changes: str) -> SourceTest:
        address = f"{SERVERS}{mail.item.server_id}/sources/{mail.pk}/"
        values = {**sent_back(client, address), "source": str(mail.pk), **changes}
        response = client.post(f"{SERVERS}{mail.item.server_id}/test/", values)
        test = SourceTest.objects.get()
        assert response["Location"] == f"/servers/tests/{test.pk}/"
        return test

    def test_values_are_tried_that_are_not_saved(
        self, client: Client, mail: Source, handed_over: list[Any]
    ) -> None:
        test = self.begin(client, mail, roots="/srv/other")

        assert test.values["roots"] == ["/srv/other"]
        assert handed_over[0]["arguments"] == (str(test.pk),)
        assert Source.objects.get().settings == {"roots": ["/srv/mail"]}
        back = page(client, f"{SERVERS}{mail.item.server_id}/sources/{mail.pk}/?test={test.pk}")
        assert "/srv/other</textarea>" in back

    def test_values_that_were_tried_can_be_saved(
        self, client: Client, mail: Source, handed_over: list[Any]
    ) -> None:
        test = self.begin(client, mail, roots="/srv/other")
        address = f"{SERVERS}{mail.item.server_id}/sources/{mail.pk}/"

        client.post(address, sent_back(client, f"{address}?test={test.pk}"))

        assert Source.objects.get().settings == {"roots": ["/srv/other"]}

    def test_wrong_values_are_not_tried(self, client: Client, mail: Source, handed_over: list[Any]) -> None:
        address = f"{SERVERS}{mail.item.server_id}/sources/{mail.pk}/"
        values = {**sent_back(client, address), "source": str(mail.pk), "roots": "srv"}

        answer = client.post(f"{SERVERS}{mail.item.server_id}/test/", values).content.decode()

        assert "not an absolute path" in answer
        assert not handed_over

    def test_it_is_followed(self, client: Client, mail: Source, handed_over: list[Any]) -> None:
        test = self.begin(client, mail)
        SourceTest.objects.update(state="running", started_at=timezone.now(), files=1234, size=5_000_000)

        state = client.get(f"/servers/tests/{test.pk}/state/").json()

        assert state == {"state": "running", "words": "1,234 files, 5.0 MB so far"}
        assert "1,234 files, 5.0 MB so far" in page(client, f"/servers/tests/{test.pk}/")
        assert client.post(f"/servers/tests/{test.pk}/cancel/").status_code == 302
        assert SourceTest.objects.get().cancel_asked

    def test_a_second_one_leads_to_the_first(
        self, client: Client, mail: Source, handed_over: list[Any]
    ) -> None:
        test = self.begin(client, mail)
        address = f"{SERVERS}{mail.item.server_id}/sources/{mail.pk}/"

        values = {**sent_back(client, address), "source": str(mail.pk)}
        answer = client.post(f"{SERVERS}{mail.item.server_id}/test/", values).content.decode()

        assert f'href="/servers/tests/{test.pk}/"' in answer

    def test_what_it_found_is_shown_as_text(
        self, client: Client, mail: Source, handed_over: list[Any]
    ) -> None:
        test = self.begin(client, mail)
        now = timezone.now()
        SourceTest.objects.update(
            state="done", started_at=now, ended_at=now, files=2, size=3000, newest=now, oldest=now,
            names=[{"path": HOSTILE, "size": 1, "changed_at": 1e30}], lines=[HOSTILE], errors=[HOSTILE],
            error_count=7,
        )  # fmt: skip

        shown = page(client, f"/servers/tests/{test.pk}/")

        assert HOSTILE not in shown
        assert "2 files, 3.0 kB would be saved" in shown
        assert "7 errors" in shown
        assert "long ago" in shown

    def test_another_site_s_is_not_there(self, client: Client, mail: Source, handed_over: list[Any]) -> None:
        test = self.begin(client, mail)
        SourceTest.objects.update(site=Site.objects.create(name="Other", time_zone="UTC"))

        for address in (f"/servers/tests/{test.pk}/", f"/servers/tests/{uuid4()}/state/"):
            assert client.get(address).status_code == 404
