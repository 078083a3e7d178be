"""The sample fits onto a large medium whole, and onto the small one in part: it is there to show both."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmbackup.engine.catalogue import DataType, data_item
from mmbackup.engine.events import BackupResult, ignore
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.operations.backup import back_up
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.sample.installing import load_drive, sample_configuration
from mmbackup.services.configuration import read_configuration
from mmbackup.services.configuration.shape import Configuration

NOW = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)


@pytest.fixture
def configuration(sample: Path, tmp_path: Path) -> Configuration:
    text = sample_configuration(folder=str(sample), shelf=str(tmp_path / "shelf"))
    configuration = read_configuration(text)
    load_drive(drive=configuration.drives[0], months={"nightly": 12}, now=NOW)
    return configuration


def shelf_of(configuration: Configuration) -> Shelf:
    return Shelf(str(configuration.drives[0].settings["path"]))


def sources(configuration: Configuration) -> Iterator[SourceSpec]:
    for server in configuration.servers:
        for source in server.sources:
            item = data_item(server.kind, source.item)
            yield SourceSpec(server.name, item, source.name, source.kind, source.settings)


def saved(configuration: Configuration, folder: Path) -> BackupResult:
    (folder / "spool").mkdir()
    job = BackupJob(
        run_id="00000000-0000-4000-8000-000000000000",
        site=configuration.site.name,
        time_zone="UTC",
        started_at=NOW,
        drive=configuration.drives[0].spec,
        sources=tuple(sources(configuration)),
        log_path=str(folder / "log.txt"),
        spool_folder=str(folder / "spool"),
    )
    return back_up(job=job, clock=lambda: NOW, listen=ignore, cancelled=lambda: False)


def test_the_shelf_holds_seven_labelled_media_with_the_first_in_the_drive(
    configuration: Configuration,
) -> None:
    media = shelf_of(configuration).media()

    assert [(medium.name, medium.capacity, medium.loaded) for medium in media] == [
        ("Monthly 1", 4_700_000_000, False),
        ("Nightly 1", 4_700_000_000, True),
        ("Nightly 2", 4_700_000_000, False),
        ("Nightly 3", 4_700_000_000, False),
        ("Small 1", 60_000_000, False),
        ("Weekly 1", 4_700_000_000, False),
        ("Weekly 2", 4_700_000_000, False),
    ]
    assert all(medium.used > 0 for medium in media)


def test_a_large_medium_takes_all(configuration: Configuration, tmp_path: Path) -> None:
    result = saved(configuration, tmp_path)

    assert (result.outcome, result.errors) == (Outcome.FULL, 0)
    assert {tally.server for tally in result.tallies} == {"MSS1", "MAS1"}


def test_the_small_medium_is_filled_to_the_brim_with_a_part_of_the_messages(
    configuration: Configuration, tmp_path: Path
) -> None:
    shelf = shelf_of(configuration)
    shelf.eject()
    shelf.insert("Small 1")

    result = saved(configuration, tmp_path)

    small = next(medium for medium in shelf.media() if medium.name == "Small 1")
    left_out = {tally.data_type for tally in result.tallies if tally.left_out_files}
    assert (result.outcome, left_out) == (Outcome.PARTIAL, {DataType.MESSAGES})
    assert 0.999 * small.capacity <= small.used <= small.capacity
