"""What lies in deploy/ for Prometheus and Grafana names figures that there are."""

import json
import re
from datetime import UTC, datetime

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from mmbackup.environment import BASE_DIR
from mmbackup.models import Channel, Delivery, Heartbeat, Medium, Notice, Site
from mmbackup.services.metrics.exposition import exposition
from tests.portal.builders import make_other_run, make_run, make_running
from tests.services.rotation_builders import make_medium

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
RULES = (BASE_DIR / "deploy/prometheus-alerts.yml").read_text(encoding="utf-8")
BOARD = (BASE_DIR / "deploy/grafana-dashboard.json").read_text(encoding="utf-8")
NAMED = re.compile(r"\bmmbackup_\w+")
LABELS = re.compile(r"(mmbackup_\w+)\{([^}]*)\}")


@pytest.fixture
def figures(harbour: Site) -> dict[str, set[str]]:
    """Of a house in which everything has happened once: each figure with its labels."""
    make_run(harbour)
    make_other_run(harbour, "drill")  # type: ignore[arg-type]  # as the database keeps it
    make_running(harbour, now=NOW)
    medium = make_medium(harbour, "A")
    Medium.objects.filter(pk=medium.pk).update(place="in drive", last_drive=harbour.drives.get())
    Heartbeat.objects.create(name="watchdog", host="here", at=NOW)
    channel = Channel.objects.create(name="Mail", kind="mail")
    notice = Notice.objects.create(key="k", at=NOW, level="event", subject="x", text="")
    Delivery.objects.create(notice=notice, channel=channel, next_try_at=NOW)
    families = text_string_to_metric_families(exposition(now=NOW).decode())
    samples = [sample for family in families for sample in family.samples]
    return {sample.name: set(sample.labels) for sample in samples}


@pytest.mark.parametrize("text", [RULES, BOARD], ids=["rules", "dashboard"])
def test_each_figure_that_is_named_is_told(text: str, figures: dict[str, set[str]]) -> None:
    told = {*figures, "mmbackup_last_proven_timestamp_seconds"}  # of a drill, which has a test of its own

    assert set(NAMED.findall(text)) - told == set()


@pytest.mark.parametrize("text", [RULES, BOARD.replace('\\"', '"')], ids=["rules", "dashboard"])
def test_each_label_that_is_named_is_there(text: str, figures: dict[str, set[str]]) -> None:
    asked = [(name, label) for name, inner in LABELS.findall(text) for label in re.findall(r"(\w+)=", inner)]

    wrong = [one for one in asked if one[0] in figures and one[1] not in figures[one[0]]]
    assert asked
    assert wrong == []


def test_each_rule_has_what_prometheus_wants() -> None:
    (group,) = yaml.safe_load(RULES)["groups"]

    names = [rule["alert"] for rule in group["rules"]]
    assert len(names) == len(set(names)) == 10
    for rule in group["rules"]:
        assert rule.keys() == {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"]["summary"]


def test_the_dashboard_is_one() -> None:
    board = json.loads(BOARD)
    panels = board["panels"]

    assert board["id"] is None
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["targets"] and panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)
    assert [variable["name"] for variable in board["templating"]["list"]] == ["datasource", "site"]
