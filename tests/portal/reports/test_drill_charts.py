"""The drills of a period, drawn: how long, how much, and which of them proved nothing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Drill, Run, Site
from mmbackup.services.reports.evaluation.proof import DrillMade
from portal.reports.document import Document, Drawings, Section
from portal.reports.drill_charts import drill_charts
from portal.reports.paper import pages_of
from tests.portal.builders import make_other_run

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # the day after, in Berlin


def drill(*, seconds: float = 60.0, size: int = 2_000_000, is_proven: bool = True) -> DrillMade:
    return DrillMade(
        run=UUID(int=7), at=AT, medium="A", set_name="", outcome="full", is_proven=is_proven, files=300,
        size=size, compared=200, seconds=seconds, problem="",
    )  # fmt: skip


def test_one_says_when_how_long_and_how_much() -> None:
    length, size = drill_charts([drill()], BERLIN)

    assert length.bars[0].words == "Mon Nov 23 2026: proven; 2.0 MB; 1 min"
    assert (length.most, size.most) == ("1 min", "2.0 MB")


def test_half_as_long_is_half_as_high() -> None:
    length, _ = drill_charts([drill(seconds=60), drill(seconds=120)], BERLIN)

    half, whole = (float(bar.height) for bar in length.bars)
    assert whole == 2 * half


def test_one_that_proved_nothing_is_crossed() -> None:
    length, _ = drill_charts([drill(), drill(is_proven=False)], BERLIN)

    assert [bar.is_missing for bar in length.bars] == [False, True]
    assert "not proven" in length.bars[1].words


def test_they_stand_in_the_evaluation_above_the_same_as_a_table(client: Client, site: Site) -> None:
    assert b"drill-length" not in client.get("/reports/evaluation/").content
    run = make_other_run(site, Run.Kind.DRILL, outcome=Outcome.FULL)
    Run.objects.update(ended_at=timezone.now() - timedelta(hours=1))
    Drill.objects.create(run=run, files=300, size=2_000_000, seconds=60.0, proven_at=timezone.now())

    page = client.get("/reports/evaluation/").content.decode()

    part = page[page.index(">Restore drills</h2>") :]
    assert part.index("Length of the drill") < part.index("Restored by the drill") < part.index("<table")
    assert "proven; 2.0 MB; 1 min" in part


def test_paper_has_the_table_alone() -> None:
    drawings = Drawings(drill_charts([drill()], BERLIN))

    with_it, without = (
        pages_of(Document("Report", (), (Section("Restore drills", blocks),))) for blocks in ((drawings,), ())
    )

    assert with_it == without
