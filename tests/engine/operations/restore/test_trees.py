"""Whatever names, modes, owners and times a tree has: it comes back as it was."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmbackup.engine.outcomes import Outcome
from tests.engine.format.trees import facts, plant
from tests.engine.media.mounts import needs_root
from tests.engine.operations.backup.night import Night, files
from tests.engine.operations.restore.restores import Restores

NAMES = (
    st.binary(min_size=1, max_size=40)
    .map(lambda name: name.translate(None, b"/\0"))
    .filter(lambda name: name not in {b"", b".", b".."})
)
TIMES = st.integers(min_value=-(2**31) * 10**9, max_value=2**33 * 10**9)
FILE = st.tuples(
    NAMES, NAMES, st.binary(max_size=2000), st.integers(0, 0o1777), TIMES, st.integers(0, 2**31 - 2)
)


@pytest.mark.root
@needs_root
def test_everything_that_is_hard_to_keep_is_kept(night: Night, restores: Restores) -> None:
    plant(night.servers)
    night.run(files("messages", night.servers))

    step = restores.run(keep_setuid=True)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert facts(restores.place()) == facts(night.servers)


@pytest.mark.long
@pytest.mark.root
@needs_root
@settings(max_examples=25, deadline=None)
@given(st.lists(FILE, min_size=1, max_size=12))
def test_any_tree_comes_back(tree: list[tuple[bytes, bytes, bytes, int, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        night = Night(Path(folder))
        restores = Restores(night)
        for below, name, content, mode, mtime_ns, owner in tree:
            path = night.servers / "mail" / os.fsdecode(below) / os.fsdecode(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            os.chown(path, owner, owner)
            path.chmod(mode)
            os.utime(path, ns=(0, mtime_ns))
            os.utime(path.parent, ns=(0, mtime_ns))
        night.run(files("messages", night.servers / "mail"))

        step = restores.run()

        assert step.result is not None
        assert step.result.outcome is Outcome.FULL, restores.log
        assert facts(restores.place("mail")) == facts(night.servers / "mail")
