"""Mail whose files are renamed again and again while it is saved, as when people mark it, is saved once."""

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.backup.night import Night, files

MESSAGES = 300


@contextmanager
def moving(step: Callable[[int], None]) -> Iterator[None]:
    """step is called with 0, 1, 2 and so on until it is over."""
    stop = threading.Event()

    def move() -> None:
        for number in itertools.count():
            if stop.is_set():
                return
            step(number)

    with ThreadPoolExecutor() as pool:
        moved = pool.submit(move)
        try:
            yield
        finally:
            stop.set()
        moved.result()


@pytest.fixture
def mailbox(night: Night) -> Path:
    for number in range(MESSAGES):
        night.write(f"mail/ada/cur/{number:03}:2,S", b"message %d" % number)
    (night.servers / "mail/ada/new").mkdir()
    return night.servers / "mail/ada"


def saved(night: Night) -> Counter[str]:
    return Counter(line["sha256"] for line in night.manifest() if line["type"] == "file")


def test_marked_all_the_while(night: Night, mailbox: Path) -> None:
    def mark(number: int) -> None:
        message = f"{number % MESSAGES:03}"
        flags = ("S", "FS") if number // MESSAGES % 2 == 0 else ("FS", "S")
        (mailbox / f"cur/{message}:2,{flags[0]}").rename(mailbox / f"cur/{message}:2,{flags[1]}")

    with moving(mark):
        result = night.run(files("messages", night.servers / "mail"))

    assert result.outcome is Outcome.FULL, night.log
    assert sorted(saved(night).values()) == [1] * MESSAGES


def test_looked_at_while_it_is_listed(night: Night, mailbox: Path) -> None:
    """From new to cur, and for the test's sake back again."""

    def look(number: int) -> None:
        message = f"{number % MESSAGES:03}"
        ways = (f"cur/{message}:2,S", f"new/{message}")
        source, target = ways if number // MESSAGES % 2 == 0 else reversed(ways)
        (mailbox / source).rename(mailbox / target)

    with moving(look):
        result = night.run(files("messages", night.servers / "mail"))

    assert result.outcome is Outcome.FULL, night.log
    assert max(saved(night).values()) == 1
    assert len(saved(night)) > MESSAGES * 0.9  # mail never moves back: what does may be missed
