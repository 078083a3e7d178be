"""What one process of a session is given as a whole: tests of a file or room whose world is made once.

pytest-xdist's own groups are marks, which it hands on in a way that pytest took away in 9.2.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = (
    "tests/engine/operations/drill/test_by_tool.py",
    "tests/engine/sources/mail_queues/test_postfix.py",
    "tests/engine/sources/test_windows.py",
    "tests/contracts/test_putting_back.py",
    "tests/contracts/test_putting_back_from_media.py",
    "tests/sample/",
    "tests/engine/format/test_log_reader.py",
    "tests/engine/format/test_restore.py",
    "tests/engine/format/test_restore_encrypted.py",
    "tests/engine/format/test_restore_hostile.py",
    "tests/engine/format/test_restore_several.py",
    "tests/engine/operations/restore/test_deaths.py",
    "tests/faults/test_disk_faults.py",
    "tests/messaging/test_discover.py",
    "tests/messaging/test_subscriber_restore.py",
    "tests/services/notices/test_mail.py",
)
# Its tests take longer than its world: processes share them.
APART = ("tests/engine/operations/checking/test_none_missed.py",)
LONG = 900  # seconds


class Together(LoadScopeScheduling):
    """The largest groups come first, then one test after the other to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group in TOGETHER if nodeid.startswith(group)), nodeid)


def longest_first(items: list[pytest.Item]) -> None:
    """By the time that they may take: if one of minutes began last, all would wait for it."""
    items.sort(key=_seconds_allowed, reverse=True)


def give_time_to_long(items: list[pytest.Item]) -> None:
    """What takes half a minute by its nature takes several on a slow machine with much to do."""
    for item in items:
        if item.get_closest_marker("long") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(LONG))


def _seconds_allowed(item: pytest.Item) -> float:
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker else 0.0
