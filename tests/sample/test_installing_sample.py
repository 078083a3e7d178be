"""Installing the sample ends with a configured site, and can be repeated after an interruption."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mmbackup.engine.media.emulated import Shelf
from mmbackup.models import Drive, Medium, Schedule, Server, Site, Source
from mmbackup.sample.installing import install_sample
from mmbackup.services.rotation.tonight import tonight

NOW = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(sample: Path, own_data_folder: Path) -> Path:
    """With the sample's files in it, which are made once for all tests."""
    (own_data_folder / "sample").mkdir()
    for part in sample.iterdir():
        (own_data_folder / "sample" / part.name).symlink_to(part)
    return own_data_folder


def test_a_site_is_configured(folder: Path) -> None:
    site = install_sample(now=NOW)

    assert site.name == "Sample site"
    assert [server.name for server in Server.objects.filter(site=site)] == ["MSS1", "MAS1"]
    assert Drive.objects.get().settings["path"] == str(folder / "shelf")


def test_every_source_is_there() -> None:
    install_sample(now=NOW)

    roots = [root for source in Source.objects.all() for root in source.settings.get("roots", [])]
    assert len(roots) > 10
    assert all(Path(root).exists() for root in roots)


def test_the_medium_that_somebody_put_in_stays_in(folder: Path) -> None:
    install_sample(now=NOW)
    shelf = Shelf(str(folder / "shelf"))
    shelf.eject()
    shelf.insert("Nightly 2")

    install_sample(now=NOW)

    assert shelf.loaded() == "Nightly 2"


def test_an_installation_that_was_cut_short_is_taken_up_again(folder: Path) -> None:
    install_sample(now=NOW)
    Schedule.objects.all().delete()
    Site.objects.all().delete()

    install_sample(now=NOW)

    assert Site.objects.count() == 1
    assert len(Shelf(str(folder / "shelf")).media()) == 7


def test_its_media_are_known_from_the_start_each_in_its_pool() -> None:
    install_sample(now=NOW)
    install_sample(now=NOW)

    known = Medium.objects.order_by("name").values_list("name", "pool", "place", "replace_by")
    assert list(known) == [
        ("Monthly 1", "monthly", "on shelf", date(2027, 11, 22)),
        ("Nightly 1", "nightly", "in drive", date(2027, 11, 22)),
        ("Nightly 2", "nightly", "on shelf", date(2027, 11, 22)),
        ("Nightly 3", "nightly", "on shelf", date(2027, 11, 22)),
        ("Small 1", "nightly", "on shelf", date(2027, 11, 22)),
        ("Weekly 1", "weekly", "on shelf", date(2027, 11, 22)),
        ("Weekly 2", "weekly", "on shelf", date(2027, 11, 22)),
    ]


def test_tonight_is_told_of_at_once() -> None:
    site = install_sample(now=NOW)

    found = tonight(site=site, now=NOW)

    assert found is not None
    assert found.accepted
    assert found.sentence.startswith("Nightly 1 accepted for tonight, room for 4.7 GB.")
    assert [each.medium.name for each in found.candidates] == [
        "Nightly 1",
        "Nightly 2",
        "Nightly 3",
        "Small 1",
    ]


def test_the_command_replaces_a_configuration_only_when_told_to() -> None:
    call_command("sample", stdout=StringIO())

    with pytest.raises(CommandError, match="Sample site is configured"):
        call_command("sample", stdout=StringIO())

    call_command("sample", "--replace", stdout=StringIO())
