"""A host's answers are read strictly: it is trusted no more than a medium is."""

import pytest

from mmbackup.engine.errors import FormatError
from mmbackup.engine.profiles.facts import Measured
from mmbackup.engine.profiles.reading import MOST_RECORDS, read_facts, read_sizes


@pytest.mark.parametrize(
    "record",
    [
        "",
        "plumbing\037leaks",
        "running",
        "database\037postgresql\037host=/run\037voice",
        "database\037postgresql\037host=/run\037voice\037-1",
        "database\037postgresql\037host=/run\037voice\037" + "9" * 19,
        "volume\037name",
    ],
)
def test_what_was_not_asked_for_is_refused(record: str) -> None:
    with pytest.raises(FormatError):
        read_facts([record])


def test_endless_facts_are_refused() -> None:
    with pytest.raises(FormatError):
        read_facts("running\037dovecot" for _ in range(MOST_RECORDS + 1))


def test_the_last_word_may_hold_anything() -> None:
    facts = read_facts(["told\037dovecot\037/etc/x\037a = \037\nb = 2"])

    assert facts.of("dovecot")[0].words == "a = \037\nb = 2"


@pytest.mark.parametrize(
    "records",
    [
        [],
        ["size\037/srv/other\037whole\0371\0371"],
        ["size\037/srv/mail\037full\0371\0371"],
        ["size\037/srv/mail\037whole\037one\0371"],
        ["size\037/srv/mail\037whole\0371"],
    ],
)
def test_sizes_of_anything_but_what_was_asked_are_refused(records: list[str]) -> None:
    with pytest.raises(FormatError):
        read_sizes(records, ["/srv/mail"])


def test_sizes_are_read() -> None:
    assert read_sizes(["size\037/srv/mail\037more\0375\03770"], ["/srv/mail"]) == {
        "/srv/mail": Measured("more", 5, 70)
    }
