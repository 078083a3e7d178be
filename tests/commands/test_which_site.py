"""Where there are several sites, a command says which it is for, or is told which there are."""

import json
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from mmbackup.models import LookAhead, Schedule, Site
from mmbackup.services.configuration import export_configuration
from tests.builders import LONG_AGO

pytestmark = pytest.mark.django_db
COMMANDS = [
    ("nightly",),
    ("status",),
    ("log", "--list"),
    ("medium", "list"),
    ("config", "export"),
    ("backup",),
    ("restore", "--list"),
    ("preflight",),
    ("find", "x"),
    ("ls",),
    ("verify",),
    ("drill",),
]


@pytest.fixture
def bay(harbour: Site) -> Site:
    site = Site.objects.create(name="Bay Hospital", time_zone="Asia/Tokyo")
    Schedule.objects.create(site=site, enabled=False, since=LONG_AGO)
    return site


def said(*words: str, **options: Any) -> str:
    out = StringIO()
    with suppress(SystemExit):  # an exit status that tells something
        call_command(*words, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_without_a_name_it_tells_which_there_are(bay: Site, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command(*words)

    assert refused.value.returncode == 2
    assert str(refused.value) == "Say which site with --site NAME: Bay Hospital, Harbour Hospital."


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_name_that_is_none_is_told(bay: Site, words: tuple[str, ...]) -> None:
    named = (
        (words[0], "--site", "Nowhere", *words[1:]) if words[0] != "config" else (*words, "--site", "Nowhere")
    )

    with pytest.raises(CommandError) as refused:
        call_command(*named)

    assert refused.value.returncode == 2
    assert "There is no site named Nowhere; known: Bay Hospital, Harbour Hospital" in str(refused.value)


def test_the_only_one_needs_no_name(harbour: Site) -> None:
    assert json.loads(said("status", "--json"))["site"] == "Harbour Hospital"


def test_the_named_one_is_meant(bay: Site) -> None:
    assert json.loads(said("status", "--json", "--site", "Bay Hospital"))["site"] == "Bay Hospital"

    said("preflight", "--site", "Bay Hospital")
    assert LookAhead.objects.get().site == bay


def test_a_file_goes_to_the_site_that_it_names(harbour: Site, bay: Site, tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(export_configuration(site=harbour).replace("03:05", "04:05"))

    said("config", "import", str(file))

    assert f"{Schedule.objects.get(site=harbour).at:%H:%M}" == "04:05"
    assert f"{Schedule.objects.get(site=bay).at:%H:%M}" == "03:05"


def test_a_file_of_another_name_must_say_where_it_goes(harbour: Site, bay: Site, tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    text = export_configuration(site=harbour).replace("Harbour Hospital", "Third")
    file.write_text(text.replace('shelf"', 'third shelf"'))

    with pytest.raises(CommandError, match="there is no site named 'Third'"):
        call_command("config", "import", str(file))
    file.with_suffix(".bay").write_text(export_configuration(site=harbour))
    with pytest.raises(CommandError, match="there is another site named"):
        call_command("config", "import", str(file.with_suffix(".bay")), "--site", "Bay Hospital")
    said("config", "import", str(file), "--new-site")

    assert {site.name for site in Site.objects.all()} == {"Bay Hospital", "Harbour Hospital", "Third"}
    assert Site.objects.get(name="Third").servers.count() == 1
