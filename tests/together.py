"""What one process of a session is given as a whole: what shares a world made once, or needs the machine.

pytest-xdist's own groups are marks, which it hands on in a way that pytest took away in 9.2.
"""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = (
    "tests/sample/",
    "tests/tasks/",  # broker, worker and beat, one of each at a time
    "tests/engine/format/test_log_reader.py",
    "tests/engine/format/test_restore.py",
    "tests/engine/format/test_restore_encrypted.py",
    "tests/engine/format/test_restore_hostile.py",
    "tests/engine/format/test_restore_several.py",
    "tests/engine/operations/checking/test_none_missed.py",
    "tests/engine/operations/restore/test_deaths.py",
    "tests/faults/test_disk_faults.py",
    "tests/services/notices/test_mail.py",
)


class Together(LoadScopeScheduling):
    """The largest groups come first, then one test after the other to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group in TOGETHER if nodeid.startswith(group)), nodeid)
