"""Servers and sources as pages change them: with the checks of the file, one at a time, and told."""

from typing import Any

import pytest

from mmbackup.models import Change, DataItem, Event, Server, Site, Source
from mmbackup.services.configuration import export_configuration, read_configuration
from mmbackup.services.configuration.checking import TableFaulty
from mmbackup.services.configuration.edits import ChangedMeanwhile
from mmbackup.services.configuration.values import server_values, source_values
from mmbackup.services.history.acting import Actor, acting_as
from mmbackup.services.servers.edit_server import add_server, change_server, move_server, remove_server
from mmbackup.services.servers.edit_source import add_source, change_source, remove_source
from tests.builders import NOW

pytestmark = pytest.mark.django_db
MAS = {"name": "MAS1", "kind": "MAS"}
QUEUE = {"item": "message-queue", "name": "queue", "kind": "files", "roots": ["/srv/mas1/queue"]}
HOSTILE = "<b>& '\" \u202e ünï</b>"


@pytest.fixture
def mas(harbour: Site) -> Server:
    return add_server(site=harbour, values=MAS, now=NOW)


def faults_of(refused: pytest.ExceptionInfo[TableFaulty]) -> dict[str, str]:
    return dict(refused.value.faults)


class TestServers:
    def test_one_is_added_at_the_end_and_told(self, harbour: Site) -> None:
        with acting_as(Actor("ada", Change.Via.PORTAL)):
            mas = add_server(site=harbour, values=MAS, now=NOW)

        assert list(harbour.servers.all()) == [harbour.servers.get(name="MSS1"), mas]
        line = Change.objects.get()
        assert (line.who, line.deed, line.subject) == ("ada", "server added", "server MAS1")
        assert {"field": "kind", "old": None, "new": "MAS"} in line.fields
        assert Event.objects.get().message == "The server MAS1 was added by ada"

    @pytest.mark.parametrize(
        ("values", "key", "reason"),
        [
            ({"name": "MSS1", "kind": "MSS"}, "name", "stands above already"),
            ({"name": "a/b", "kind": "MSS"}, "name", "slash"),
            ({"name": "x\u202ey", "kind": "MSS"}, "name", "control characters"),
            ({"name": "", "kind": "MSS"}, "name", "empty"),
            ({"name": "A" * 64, "kind": "MSS"}, "name", "63"),
            ({"name": "A", "kind": "PBX"}, "kind", "known: MSS, MAS"),
            ({"name": "A", "kind": "MSS", "stop": ["/bin/stop"]}, "stop", "give start too"),
            ({"name": "A", "kind": "MSS", "start": ["", "x"]}, "start", "a text of its own"),
            ({"name": "A", "kind": "MSS", "command_wait": 0}, "command_wait", "at least 1"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_what_a_file_could_not_say_is_refused(
        self, harbour: Site, values: dict[str, Any], key: str, reason: str
    ) -> None:
        with pytest.raises(TableFaulty) as refused:
            add_server(site=harbour, values=values, now=NOW)

        assert reason in faults_of(refused)[key]
        assert harbour.servers.count() == 1
        assert not Change.objects.exists()

    def test_a_change_tells_old_and_new(self, mas: Server) -> None:
        values = {**MAS, "stop": ["/bin/stop"], "start": ["/bin/start", "now"], "command_wait": 5}

        change_server(server=mas, shown=server_values(mas), values=values, now=NOW)

        mas.refresh_from_db()
        assert server_values(mas) == values
        line = Change.objects.first()
        assert line is not None
        assert {"field": "start", "old": None, "new": ["/bin/start", "now"]} in line.fields

    def test_the_second_of_two_who_change_it_at_once_is_told(self, mas: Server) -> None:
        shown = server_values(mas)
        change_server(server=mas, shown=shown, values={**MAS, "name": "MAS2"}, now=NOW)

        with pytest.raises(ChangedMeanwhile, match="somebody else changed the server MAS2"):
            change_server(server=mas, shown=shown, values={**MAS, "name": "MAS3"}, now=NOW)

        mas.refresh_from_db()
        assert mas.name == "MAS2"

    def test_one_that_is_gone_is_told(self, mas: Server) -> None:
        shown = server_values(mas)
        remove_server(server=mas, shown=shown, now=NOW)

        with pytest.raises(ChangedMeanwhile, match="removed the server MAS1"):
            change_server(server=mas, shown=shown, values=MAS, now=NOW)
        with pytest.raises(ChangedMeanwhile, match="removed the server MAS1"):
            remove_server(server=mas, shown=shown, now=NOW)

    def test_another_kind_must_have_its_items(self, harbour: Site) -> None:
        mss = harbour.servers.get()

        with pytest.raises(TableFaulty, match="no data item of an MAS") as refused:
            change_server(
                server=mss, shown=server_values(mss), values={"name": "MSS1", "kind": "MAS"}, now=NOW
            )

        assert "sources" in faults_of(refused)

    def test_its_place_in_the_order_can_be_changed_to_the_ends(self, harbour: Site, mas: Server) -> None:
        assert not move_server(server=mas, by=1, now=NOW)
        assert move_server(server=mas, by=-1, now=NOW)
        assert not move_server(server=mas, by=-1, now=NOW)

        assert [server.name for server in harbour.servers.all()] == ["MAS1", "MSS1"]

    def test_a_removed_one_s_sources_are_remembered_in_the_history(self, harbour: Site) -> None:
        mss = harbour.servers.get()

        remove_server(server=mss, shown=server_values(mss), now=NOW)

        assert not Source.objects.exists()
        line = Change.objects.get()
        sources = next(field["old"] for field in line.fields if field["field"] == "sources")
        assert [source["name"] for source in sources] == ["detailed-system-data", "greetings", "messages"]


class TestSources:
    def test_one_is_added_and_exported_as_any(self, harbour: Site, mas: Server) -> None:
        add_source(server=mas, values=QUEUE, now=NOW)

        table = read_configuration(export_configuration(site=harbour)).servers[1].sources[0]
        assert (table.item, table.settings) == ("message-queue", {"roots": ["/srv/mas1/queue"]})

    def test_any_name_and_path_may_be_hostile(self, mas: Server) -> None:
        values = {**QUEUE, "name": "<b>&'\" ünï</b>".replace("/", "|"), "roots": [f"/srv/{HOSTILE}"]}

        source = add_source(server=mas, values=values, now=NOW)

        assert source_values(source) == values

    @pytest.mark.parametrize(
        ("change", "key", "reason"),
        [
            ({"roots": ["srv"]}, "roots", "not an absolute path"),
            ({"roots": []}, "roots", "must not be empty"),
            ({"root": ["/srv"]}, "root", "not known here"),
            ({"item": "greetings"}, "item", "no data item of an MAS"),
            ({"name": "a/b"}, "name", "slash"),
            ({"kind": "tape"}, "kind", "not known here"),
            ({"kind": "command"}, "argv", "is missing"),
            ({"time_limit": 0.0}, "time_limit", "more than 0"),
            ({"stall_limit": float("inf")}, "stall_limit", "number"),
        ],
        ids=["relative", "none", "unknown key", "item", "name", "kind", "argv", "limit", "endless"],
    )
    def test_what_a_file_could_not_say_is_refused(
        self, mas: Server, change: dict[str, Any], key: str, reason: str
    ) -> None:
        with pytest.raises(TableFaulty) as refused:
            add_source(server=mas, values={**QUEUE, **change}, now=NOW)

        assert reason in faults_of(refused)[key]
        assert not Source.objects.filter(item__server=mas).exists()

    def test_its_name_is_its_own_within_its_item(self, mas: Server) -> None:
        add_source(server=mas, values=QUEUE, now=NOW)

        with pytest.raises(TableFaulty, match="stands above already"):
            add_source(server=mas, values=QUEUE, now=NOW)
        add_source(server=mas, values={**QUEUE, "item": "system-state"}, now=NOW)

    def test_a_change_may_move_it_to_another_item(self, mas: Server) -> None:
        source = add_source(server=mas, values=QUEUE, now=NOW)

        values = {**QUEUE, "item": "system-state", "stall_limit": 60}
        change_source(source=source, shown=QUEUE, values=values, now=NOW)

        assert [item.slug for item in DataItem.objects.filter(server=mas)] == ["system-state"]
        line = Change.objects.first()
        assert line is not None
        assert line.subject == "source MAS1 / message-queue / queue"
        assert {"field": "stall_limit", "old": None, "new": 60} in line.fields

    def test_the_second_of_two_who_change_it_at_once_is_told(self, mas: Server) -> None:
        source = add_source(server=mas, values=QUEUE, now=NOW)
        change_source(source=source, shown=QUEUE, values={**QUEUE, "roots": ["/a"]}, now=NOW)

        with pytest.raises(ChangedMeanwhile):
            change_source(source=source, shown=QUEUE, values={**QUEUE, "roots": ["/b"]}, now=NOW)
        with pytest.raises(ChangedMeanwhile):
            remove_source(source=source, shown=QUEUE, now=NOW)

        assert Source.objects.get(pk=source.pk).settings == {"roots": ["/a"]}

    def test_an_item_without_a_source_is_none_any_more(self, mas: Server) -> None:
        source = add_source(server=mas, values=QUEUE, now=NOW)

        remove_source(source=source, shown=QUEUE, now=NOW)

        assert not DataItem.objects.filter(server=mas).exists()
        with pytest.raises(ChangedMeanwhile, match="removed the source queue"):
            remove_source(source=source, shown=QUEUE, now=NOW)
