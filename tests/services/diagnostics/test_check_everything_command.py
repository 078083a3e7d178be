"""`manage.py check_everything`: what it prints, and by which status it ends."""

import json
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from mmbackup.management.commands import check_everything
from mmbackup.models import Site
from mmbackup.services.diagnostics.finding import Check, Finding, bad, good, warning

pytestmark = pytest.mark.django_db(transaction=True)


def run(monkeypatch: pytest.MonkeyPatch, *checks: Check, **options: bool) -> tuple[int, str]:
    monkeypatch.setattr(check_everything, "ALL_CHECKS", checks)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_everything", stdout=out, stderr=out, **options)
    return int(str(ended.value)), out.getvalue()


def a_check(slug: str, *findings: Finding) -> Check:
    return Check(slug, slug.title(), "", lambda _site, _now: findings)


def test_nothing_bad_ends_well(harbour: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    status, said = run(
        monkeypatch, a_check("disk", good("Room.")), a_check("clock", warning("Nobody keeps it.", "Use NTP."))
    )

    assert status == 0
    assert said.index("Room.") < said.index("Nobody keeps it.") < said.index("Do next: Use NTP.")


def test_something_bad_does_not_and_the_worst_comes_first(
    harbour: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, said = run(monkeypatch, a_check("disk", good("One has room."), bad("One is full.", "Make room.")))

    assert status == 1
    assert said.index("One is full.") < said.index("One has room.")


def test_machines_get_all_of_it(harbour: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    _, said = run(monkeypatch, a_check("disk", bad("One is full.", "Make room.")), json=True)

    (result,) = json.loads(said)["Harbour Hospital"]
    assert (result["check"], result["level"]) == ("disk", "bad")
    assert result["findings"][0]["next_step"] == "Make room."


def test_a_check_that_fails_costs_no_other_its_own(harbour: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_site: Site, _now: datetime) -> list[Finding]:
        raise RuntimeError("no such thing")

    status, said = run(
        monkeypatch,
        Check("broken", "Broken", "", fails),
        a_check("disk", good("Room.")),
    )

    assert status == 0
    assert "UNKNOWN  Broken            It could not be looked at: no such thing" in said
    assert "Room." in said


def test_without_a_site_there_is_nothing_to_check(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    status, said = run(monkeypatch)

    assert status == 2
    assert "config import" in said
