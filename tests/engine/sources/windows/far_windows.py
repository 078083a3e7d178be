"""A host that answers as the recorded session has it: a real sshd, whose forced command plays it."""

import base64
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mmbackup.engine.hosts.host import Host
from tests.engine.hosts.far import far_host
from tests.engine.sources.windows.recorded import SESSION, Answer

PLAYER = Path(__file__).with_name("player.py")


@contextmanager
def far_windows(folder: Path) -> Iterator[Host]:
    folder.mkdir()
    record(folder, SESSION)
    with far_host(folder / "far", command=f"{sys.executable} -S -E {PLAYER} {folder}") as host:
        yield host


def record(folder: Path, session: Mapping[str, Answer]) -> None:
    packed = {
        request: (base64.b64encode(said).decode(), base64.b64encode(complaint).decode(), status)
        for request, (said, complaint, status) in session.items()
    }
    (folder / "session.json").write_text(json.dumps(packed))
