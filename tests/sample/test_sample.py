"""The sample system: believable, plainly a sample, and the same each time it is made."""

import hashlib
import os
import sqlite3
import wave
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from mmbackup.sample.making import DAY, make_sample


def files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def fingerprint(folder: Path) -> str:
    """Of all names, contents and times; but not of the database, whose bytes are SQLite's affair."""
    digest = hashlib.sha256()
    for path in files(folder):
        if path.suffix != ".sqlite3":
            digest.update(f"{path.relative_to(folder)} {path.stat().st_mtime}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def mails(sample: Path) -> list[Path]:
    return list(files(sample / "MSS1/mailboxes"))


@pytest.mark.long
def test_it_is_the_same_each_time(sample: Path, tmp_path: Path) -> None:
    make_sample(str(tmp_path / "again"))

    assert fingerprint(tmp_path / "again") == fingerprint(sample)


def test_it_is_made_once(sample: Path) -> None:
    assert not make_sample(str(sample))


def test_it_says_that_it_is_a_sample(sample: Path) -> None:
    assert "This is a sample" in (sample / "README.txt").read_text()


def test_it_holds_about_a_hundred_megabytes(sample: Path) -> None:
    assert 90e6 < sum(path.stat().st_size for path in files(sample)) < 110e6


def test_nothing_in_it_is_newer_than_its_day(sample: Path) -> None:
    newest = max(path.stat().st_mtime for path in sample.rglob("*"))

    assert newest <= DAY.timestamp()


def test_200_subscribers_have_profile_name_greeting_and_mailbox(sample: Path) -> None:
    with closing(sqlite3.connect(sample / "MSS1/directory/messaging.sqlite3")) as database:
        mailboxes = {row[0] for row in database.execute("SELECT mailbox FROM subscribers")}

    assert len(mailboxes) == 200
    assert {path.stem for path in (sample / "MSS1/names").iterdir()} == mailboxes
    assert {path.name for path in (sample / "MSS1/greetings").iterdir()} == mailboxes
    assert {path.name for path in (sample / "MSS1/mailboxes").iterdir()} == mailboxes


def test_waiting_indicators_are_lit_where_new_messages_lie(sample: Path) -> None:
    with closing(sqlite3.connect(sample / "MSS1/directory/messaging.sqlite3")) as database:
        rows = list(database.execute("SELECT mailbox, lit, new_messages FROM waiting_indicators"))

    for mailbox, lit, new in rows:
        assert len(list((sample / f"MSS1/mailboxes/{mailbox}/new").iterdir())) == new
        assert lit == (new > 0)


def test_names_and_greetings_are_audio_that_is_not_silence(sample: Path) -> None:
    for path in [*files(sample / "MSS1/names"), *files(sample / "MSS1/greetings")]:
        with wave.open(str(path)) as recording:
            assert (recording.getframerate(), recording.getsampwidth()) == (8000, 2)
            assert recording.getnframes() > 4000
            samples = memoryview(recording.readframes(4000)).cast("h")
            assert max(samples) > 3000


def test_messages_are_mail_with_recordings_of_many_sizes(sample: Path) -> None:
    sizes = [path.stat().st_size for path in mails(sample)]

    assert len(sizes) > 500
    assert sum(size < 60_000 for size in sizes) > 200
    assert min(sizes) < 5_000
    assert 700_000 < max(sizes) < 1_200_000


def test_a_message_parses_without_defects(sample: Path) -> None:
    for path in mails(sample)[::25]:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert not mail.defects
        assert mail["Date"].datetime.timestamp() == os.stat(path).st_mtime
        for part in mail.iter_attachments():
            assert part.get_content_type() == "audio/wav"


def test_maildir_flags_tell_new_from_listened(sample: Path) -> None:
    kinds = {(path.parent.name, ":2," in path.name) for path in mails(sample)}

    assert kinds == {("new", False), ("cur", True)}


@pytest.mark.long
def test_an_interrupted_making_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "made.incomplete" / "MSS1").mkdir(parents=True)

    assert make_sample(str(tmp_path / "made"))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["made"]
