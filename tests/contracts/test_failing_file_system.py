"""What a failing file system says, at the write or only at the sync, comes out as the port promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.engine.errors import MediumError, MediumFull, MediumLost, WriteProtected
from mmbackup.engine.media.port import Medium
from tests.contracts.drive_rigs import FuseRig
from tests.engine.media.mounts import needs_root

pytestmark = [needs_root, pytest.mark.root]
MEGABYTE = 1 << 20


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[FuseRig]:
    made = FuseRig(tmp_path)
    yield made
    made.take_out()


@pytest.fixture
def medium(rig: FuseRig) -> Iterator[Medium]:
    opened = rig.drive.open()
    opened.replace_small("kept", b"content")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("fault", "error"),
    [("write-fails", MediumLost), ("full", MediumFull), ("write-protected", WriteProtected)],
)
def test_what_fails_at_the_write(rig: FuseRig, medium: Medium, fault: str, error: type[MediumError]) -> None:
    file = medium.create("piece")
    rig.command(fault)

    with pytest.raises(error, match="piece"):
        file.write(bytes(MEGABYTE))
    with pytest.raises(error):
        medium.replace_small("kept", b"something else")

    rig.command()
    assert medium.read_small("kept", 100) == b"content"


@pytest.mark.parametrize(
    ("fault", "error"),
    [("sync-fails", MediumLost), ("sync-full", MediumFull), ("sync-protected", WriteProtected)],
)
def test_what_shows_at_the_sync_only(
    rig: FuseRig, medium: Medium, fault: str, error: type[MediumError]
) -> None:
    file = medium.create("piece")
    rig.command(fault)
    file.write(bytes(MEGABYTE))

    with pytest.raises(error, match="piece"):
        file.sync()
    with pytest.raises(error):
        medium.replace_small("kept", b"something else")
    with pytest.raises(error):
        medium.sync_folder("")

    rig.command()
    assert medium.read_small("kept", 100) == b"content"


def test_a_file_system_turned_read_only_says_so(rig: FuseRig, medium: Medium) -> None:
    rig.command("protected")

    assert medium.is_write_protected()
    with pytest.raises(WriteProtected):
        medium.remove("kept")

    rig.command()
    assert medium.read_small("kept", 100) == b"content"


def test_a_failing_read_is_no_content(rig: FuseRig, medium: Medium) -> None:
    rig.command("read-fails")

    with pytest.raises(MediumLost):
        medium.read_small("kept", 100)
    with pytest.raises(MediumLost):
        list(medium.read_back("kept"))
