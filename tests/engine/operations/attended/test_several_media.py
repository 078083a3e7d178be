"""A set over several media: each part is one by itself, nothing is lost between them, one log tells all."""

from mmbackup.engine.operations.attended import parts_written
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.attended.several import Several
from tests.engine.operations.backup.night import files

SYSTEM, NAMES, MESSAGES = "detailed-system-data", "greetings", "messages"


def test_three_media_hold_what_one_cannot(several: Several) -> None:
    several.fill("system", 5, 50_000)
    several.fill("greetings", 10, 100_000)
    several.fill("mail", 60, 100_000)
    job = several.begin(
        files(SYSTEM, several.servers / "system"),
        files(NAMES, several.servers / "greetings"),
        files(MESSAGES, several.servers / "mail"),
    )

    parts, result = several.go_through(job)

    assert result.outcome is Outcome.FULL
    assert [part.number for part in parts] == [1, 2, 3]
    assert [part.medium_name for part in parts] == ["A", "B", "C"]
    assert parts[-1].left_files == 0
    assert result.verdict.startswith(
        "FULL-ATTENDED BACKUP completed successfully"
        " | Data Types - System, Names and Greetings, Messages | 3 media - "
    )
    assert sum(tally.saved_files for part in parts for tally in part.tallies) == 75
    assert [(tally.files, tally.saved_files) for tally in result.tallies] == [(5, 5), (10, 10), (60, 60)]
    assert parts_written(folder=str(several.state)) == tuple(parts)
