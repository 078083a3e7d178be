"""What runs on a server: asked for when it is added or at any time, shown by data item, adopted as chosen."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mmbackup.engine.catalogue import ServerKind, items_of
from mmbackup.engine.profiles.proposal import Found, ItemPlan, Plan, Proposal, Unsaved
from mmbackup.models import HostLook, Role, Server, Site, Source
from mmbackup.services.broker import BrokerUnreachable
from mmbackup.services.discover import request_look as requesting
from mmbackup.services.discover.record import plan_record
from tests.portal.builders import make_user

SERVERS = "/servers/"
HOSTILE = "<script>alert(1)</script>"
OPEN = re.compile(r'<details class="field-group" open>.*?</details>', re.DOTALL)
NAMES = re.compile(r'name="(\w+)"')
HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPTJlxKRyZIvDZGOjVl2vwLSn0sB2WvfHTOnjYH1mEe"
NEW = {"name": "STORE", "kind": "MSS", "command_wait": "60"}


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the broker was given."""
    given: list[Any] = []
    monkeypatch.setattr(requesting, "hand_over", lambda **what: given.append(what))
    return given


@pytest.fixture
def mss(site: Site) -> Server:
    return Server.objects.create(site=site, name="MSS1", kind="MSS")


def looked(server: Server, *proposals: Proposal, bound: str = "is_more", **fields: Any) -> HostLook:
    items = [
        ItemPlan(
            item,
            tuple(
                Found(each, 12_000, 5_000_000, closed=("/srv/closed",), **{bound: True})
                for each in proposals
                if each.item == item.slug
            ),
            f"no {item.slug} here",
        )
        for item in items_of(ServerKind.MSS)
    ]
    plan = Plan("plain", tuple(items), (Unsaved("/var/log", "logs tell of what was"),))
    now = timezone.now()
    told = {
        "state": "done",
        "plan": plan_record(plan),
        "facts": {"profile": "plain", "host": HOSTILE, "system": "Debian", "user": "root"},
        "ended_at": now,
        **fields,
    }
    return HostLook.objects.create(
        site=server.site, server=server, asked_at=now, asked_by="ada", heard_at=now, **told
    )


def mail(name: str = "mail", *roots: str) -> Proposal:
    return Proposal("messages", name, "maildir", {"roots": list(roots or ["/srv/mail"])}, "mail lies there")


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


class TestAddingAServer:
    def test_it_is_looked_over_at_once(self, client: Client, site: Site, handed_over: list[Any]) -> None:
        response = client.post(f"{SERVERS}new/", {**NEW, "runs": "cyrus"})

        look = HostLook.objects.get()
        assert response["Location"] == f"{SERVERS}looks/{look.pk}/"
        assert (look.server.name, look.profile) == ("STORE", "cyrus")
        assert handed_over[0]["arguments"] == (str(look.pk),)

    def test_one_on_another_machine_is_given_its_key_first(
        self, client: Client, site: Site, handed_over: list[Any]
    ) -> None:
        response = client.post(f"{SERVERS}new/", {**NEW, "address": "10.0.0.9", "user": "mm"})

        assert response["Location"] == f"{SERVERS}{Server.objects.get().pk}/connection/"
        assert not handed_over

    def test_the_answer_is_kept_until_it_can_be_looked_over(
        self, client: Client, site: Site, handed_over: list[Any]
    ) -> None:
        there = {**NEW, "address": "10.0.0.9", "host_key": HOST_KEY, "runs": "cyrus"}
        address = client.post(f"{SERVERS}new/", there)["Location"]

        led_back = client.post(address, {"act": "key"})

        assert Server.objects.get().user == "root"
        assert led_back["Location"] == address
        assert '<option value="cyrus" selected>' in page(client, address)

    def test_what_has_a_usual_answer_is_folded_until_it_has_a_fault(self, client: Client, site: Site) -> None:
        folded = page(client, f"{SERVERS}new/")
        refused = client.post(f"{SERVERS}new/", {**NEW, "user": "mm"}).content.decode()

        assert OPEN.search(folded) is None
        assert set(NAMES.findall(folded.partition('<details class="field-group"')[0])) >= {
            "name", "kind", "address", "runs",
        }  # fmt: skip
        assert 'name="user"' in OPEN.findall(refused)[0]
        assert 'name="stop"' not in OPEN.findall(refused)[0]

    def test_or_somebody_names_the_sources(self, client: Client, site: Site, handed_over: list[Any]) -> None:
        response = client.post(f"{SERVERS}new/", {**NEW, "runs": "by hand"})

        assert response["Location"] == f"{SERVERS}{Server.objects.get().pk}/"
        assert not handed_over

    def test_without_a_broker_the_server_is_added_and_that_is_said(
        self, client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unreachable(**_: object) -> None:
            raise BrokerUnreachable("no broker")

        monkeypatch.setattr(requesting, "hand_over", unreachable)

        shown = client.post(f"{SERVERS}new/", NEW, follow=True).content.decode()

        assert Server.objects.get().name == "STORE"
        assert "no broker" in shown


class TestThePage:
    def test_it_is_followed_until_it_is_done(self, client: Client, mss: Server) -> None:
        look = looked(mss, state="running", ended_at=None, plan={}, facts={})

        shown = page(client, f"{SERVERS}looks/{look.pk}/")
        state = client.get(f"{SERVERS}looks/{look.pk}/state/").json()

        assert 'http-equiv="refresh"' in shown
        assert 'data-state="running"' in shown
        assert state == {"state": "running", "words": "Looking over MSS1"}

    def test_each_item_says_what_is_proposed_or_why_nothing(self, client: Client, mss: Server) -> None:
        shown = page(client, f"{SERVERS}looks/{looked(mss, mail()).pk}/")

        assert "1 source is proposed that nobody saves yet." in shown
        assert 'name="choose" value="messages/mail" checked' in shown
        assert "Mail lies there." in shown
        assert "More than 12,000 files, 5.0 MB" in shown
        assert "/srv/closed may not be read" in shown
        assert "no voiced-names here" in shown
        assert "logs tell of what was" in shown
        assert HOSTILE not in shown

    def test_what_takes_some_of_what_lies_there_says_so(self, client: Client, mss: Server) -> None:
        shown = page(client, f"{SERVERS}looks/{looked(mss, mail(), bound='is_most').pk}/")

        assert "At most 12,000 files, 5.0 MB" in shown

    def test_what_is_there_has_no_box(self, client: Client, mss: Server) -> None:
        look = looked(mss, mail())
        client.post(f"{SERVERS}looks/{look.pk}/adopt/", {"choose": "messages/mail"})

        shown = page(client, f"{SERVERS}looks/{look.pk}/")

        assert "All that was found is saved already." in shown
        assert "saved already, as mail" in shown
        assert 'name="choose"' not in shown

    def test_one_that_failed_says_why(self, client: Client, mss: Server) -> None:
        look = looked(mss, state="failed", problem="Nothing was found out: no route.", plan={}, facts={})

        assert "no route" in page(client, f"{SERVERS}looks/{look.pk}/")

    def test_many_proposals_cost_no_more_queries(self, client: Client, mss: Server) -> None:
        few = looked(mss, mail())
        many = looked(mss, *(mail(f"m{number}", f"/srv/{number}") for number in range(40)))

        counts = []
        for look in (few, few, many):
            with CaptureQueriesContext(connection) as queries:
                page(client, f"{SERVERS}looks/{look.pk}/")
            counts.append(len(queries))

        assert counts[2] == counts[1]


class TestActs:
    def test_what_is_ticked_is_saved_from_now_on(self, client: Client, mss: Server) -> None:
        look = looked(mss, mail(), mail("more", "/srv/more"))

        response = client.post(f"{SERVERS}looks/{look.pk}/adopt/", {"choose": ["messages/more"]})

        assert response["Location"] == f"{SERVERS}{mss.pk}/"
        assert [source.name for source in Source.objects.all()] == ["more"]

    def test_what_changed_meanwhile_is_said(self, client: Client, mss: Server) -> None:
        look = looked(mss, mail())
        address = f"{SERVERS}looks/{look.pk}/adopt/"
        client.post(address, {"choose": "messages/mail"})

        shown = client.post(address, {"choose": "messages/mail"}, follow=True).content.decode()

        assert "Nothing was changed" in shown
        assert Source.objects.count() == 1

    def test_a_server_is_looked_over_again(self, client: Client, mss: Server, handed_over: list[Any]) -> None:
        assert "Look what runs there" in page(client, f"{SERVERS}{mss.pk}/")

        client.post(f"{SERVERS}{mss.pk}/look/", {"profile": "exim"})

        assert HostLook.objects.get().profile == "exim"

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
    def test_administrators_alone_look_and_adopt(self, site: Site, mss: Server, role: Role) -> None:
        look, browser = looked(mss, mail()), Client()
        browser.force_login(make_user("other", role))

        answers = [
            browser.get(f"{SERVERS}looks/{look.pk}/"),
            browser.get(f"{SERVERS}looks/{look.pk}/state/"),
            browser.post(f"{SERVERS}looks/{look.pk}/adopt/", {"choose": "messages/mail"}),
            browser.post(f"{SERVERS}{mss.pk}/look/"),
        ]

        assert {answer.status_code for answer in answers} == {403}
        assert not Source.objects.exists()
