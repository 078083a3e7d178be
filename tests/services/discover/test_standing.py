"""How what was found stands to what is configured: none is saved twice, and nothing new is missed."""

from typing import Any

import pytest
from django.utils import timezone

from mmbackup.engine.catalogue import ServerKind, items_of
from mmbackup.engine.profiles.proposal import Found, ItemPlan, Plan, Proposal
from mmbackup.models import Change, HostLook, Server, Site, Source
from mmbackup.services.configuration.checking import TableFaulty
from mmbackup.services.configuration.edits import ChangedMeanwhile
from mmbackup.services.discover.adopt import adopt
from mmbackup.services.discover.adopt_look import adopt_look
from mmbackup.services.discover.record import plan_record, recorded_plan
from mmbackup.services.discover.standing import Seen, Standing, stand
from tests.builders import NOW, add_source

pytestmark = pytest.mark.django_db
NEW, THERE, DIFFERS, ELSEWHERE = Standing


def proposal(kind: str = "files", item: str = "subscribers", **settings: Any) -> Proposal:
    return Proposal(item, "found", kind, settings, "it lies there")


def plan_of(*proposals: Proposal) -> Plan:
    items = [
        ItemPlan(
            item,
            tuple(Found(each, 1, 1) for each in proposals if each.item == item.slug),
            "nothing was found",
        )
        for item in items_of(ServerKind.MSS)
    ]
    return Plan("plain", tuple(items), ())


@pytest.fixture
def mss(harbour: Site) -> Server:
    return harbour.servers.get()


def seen(mss: Server, *proposals: Proposal) -> list[Seen]:
    items = stand(plan=plan_of(*proposals), site=mss.site, server=mss, address=mss.address)
    return [each for item in items for each in item.seen]


def only(mss: Server, found: Proposal) -> tuple[Standing, dict[str, Any], str]:
    (each,) = seen(mss, found)
    return each.standing, dict(each.found.proposal.settings), each.found.proposal.name


@pytest.mark.parametrize(
    ("kind", "saved", "found"),
    [
        ("files", {"roots": ["/srv"]}, {"roots": ["/srv/mail", "/srv"]}),
        ("files", {"roots": ["/srv"]}, {"roots": ["/srv"], "subscribers": ["{user}/"]}),
        ("postgresql", {"connection": "x"}, {"connection": "x", "databases": ["voice"]}),
        ("mysql", {"databases": ["a", "b"]}, {"databases": ["b"]}),
        ("ldap", {"suffixes": ["dc=a", "dc=b"]}, {"suffixes": ["dc=a"]}),
        ("queue", {"folder": "/spool"}, {"folder": "/spool"}),
        ("redis", {}, {}),
        ("system", {}, {"parts": ["disks"]}),
        ("system", {}, {}),
    ],
)
def test_what_a_source_saves_is_there(mss: Server, kind: str, saved: Any, found: Any) -> None:
    add_source(mss, "subscribers", kind=kind, name="mine", **saved)

    assert only(mss, proposal(kind, **found))[0] is THERE


@pytest.mark.parametrize(
    ("kind", "saved", "found", "left"),
    [
        ("files", {"roots": ["/srv/a"]}, {"roots": ["/srv/a", "/srv/ab"]}, {"roots": ["/srv/ab"]}),
        (
            "postgresql",
            {"connection": "x", "databases": ["voice"]},
            {"connection": "x", "databases": ["voice", "ledger"]},
            {"connection": "x", "databases": ["ledger"]},
        ),
        ("system", {"parts": ["disks"]}, {}, {}),
        ("queue", {"folder": "/old"}, {"folder": "/spool"}, {"folder": "/spool"}),
    ],
)
def test_what_nobody_saves_of_it_is_new_under_a_name_of_its_own(
    mss: Server, kind: str, saved: Any, found: Any, left: Any
) -> None:
    add_source(mss, "subscribers", kind=kind, name="found", **saved)

    assert only(mss, proposal(kind, **found)) == (NEW, left, "found-2")


@pytest.mark.parametrize(
    ("saved", "found"),
    [
        ({"roots": ["/srv"], "exclude": ["*.wav"]}, {"roots": ["/srv"]}),
        ({"roots": ["/srv/mail"], "exclude": ["x"]}, {"roots": ["/srv/mail/a"]}),
    ],
)
def test_what_is_read_otherwise_under_its_name_differs(mss: Server, saved: Any, found: Any) -> None:
    add_source(mss, "subscribers", name="found", **saved)

    assert only(mss, proposal(**found))[0] is DIFFERS


def test_patterns_save_less_than_all(mss: Server) -> None:
    add_source(mss, "subscribers", name="some", roots=["/srv"], include=["*.txt"])

    assert only(mss, proposal(roots=["/srv"]))[0] is NEW


def test_two_that_are_new_have_two_names(mss: Server) -> None:
    found = seen(mss, proposal(roots=["/a"]), proposal(roots=["/b"]))

    assert [each.found.proposal.name for each in found] == ["found", "found-2"]


@pytest.mark.parametrize(
    ("address", "kind", "standing"),
    [("", "queue", ELSEWHERE), ("10.0.0.9", "queue", NEW), ("", "system", NEW)],
)
def test_another_server_of_the_same_machine_saves_it_too(
    mss: Server, address: str, kind: str, standing: Standing
) -> None:
    other = Server.objects.create(site=mss.site, name="MAS1", kind="MAS", address=address, user="x")
    settings = {"folder": "/spool"} if kind == "queue" else {}
    add_source(other, "subscribers", kind=kind, **settings)

    assert only(mss, proposal(kind, **settings))[0] is standing


def test_all_is_adopted_or_nothing(mss: Server) -> None:
    right = {"item": "subscribers", "name": "one", "kind": "files", "roots": ["/srv"]}
    before = Source.objects.count()

    with pytest.raises(TableFaulty):
        adopt(server=mss, chosen=[right, {**right, "name": "two", "roots": ["srv"]}], now=NOW)

    assert (Source.objects.count(), Change.objects.count()) == (before, 0)


class TestOfALook:
    @pytest.fixture
    def look(self, mss: Server) -> HostLook:
        plan = plan_of(proposal(roots=["/a"]), proposal("redis"))
        facts = {"profile": "plain"}
        return HostLook.objects.create(
            site=mss.site, server=mss, state="done", plan=plan_record(plan), facts=facts,
            asked_at=NOW, asked_by="ada", heard_at=NOW, ended_at=NOW,
        )  # fmt: skip

    def test_what_is_kept_of_a_plan_is_the_plan(self) -> None:
        plan = plan_of(proposal(roots=["/a"]))

        assert recorded_plan(plan_record(plan), profile="plain", kind=ServerKind.MSS) == plan

    def test_what_is_chosen_is_adopted_and_told(self, look: HostLook) -> None:
        (made,) = adopt_look(found=look, chosen=["subscribers/found-2"], now=timezone.now())

        assert (made.kind, made.name, made.item.slug) == ("redis", "found-2", "subscribers")
        assert Change.objects.get().deed == "source added"

    @pytest.mark.parametrize("key", ["subscribers/other", "messages/found", ""])
    def test_what_is_not_new_cannot_be_adopted(self, look: HostLook, key: str) -> None:
        with pytest.raises(ChangedMeanwhile):
            adopt_look(found=look, chosen=["subscribers/found", key], now=timezone.now())

        assert not Change.objects.exists()

    def test_nor_twice(self, look: HostLook) -> None:
        adopt_look(found=look, chosen=["subscribers/found"], now=timezone.now())

        with pytest.raises(ChangedMeanwhile):
            adopt_look(found=look, chosen=["subscribers/found"], now=timezone.now())
