"""What compresses an answer over there dies: an answer that is cut is none, whoever ends last."""

import subprocess
from pathlib import Path

import pytest

from mmbackup.environment import BASE_DIR

PLACES = "PATH="
DEAD = "#!/bin/sh\n: >{folder}/dead\nexit 9\n"
LATE = "#!/bin/sh\nwhile [ ! -e {folder}/dead ]; do sleep 0.01; done\nsleep 0.2\nexit 0\n"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """One that finds a packer and a find of ours first."""
    for name, text in (("zstd", DEAD), ("find", LATE)):
        program = tmp_path / name
        program.write_text(text.format(folder=tmp_path))
        program.chmod(0o755)
    made = tmp_path / "mmbackup-collect"
    text = (BASE_DIR / "deploy/mmbackup-collect").read_text()
    made.write_text(text.replace(PLACES, f"{PLACES}{tmp_path}:", 1))
    return made


def test_its_end_is_the_answers(script: Path) -> None:
    asked = ["sh", str(script), "packed", "names", "=/srv"]

    done = subprocess.run(asked, capture_output=True, timeout=60, check=False)

    assert (done.stdout, done.returncode) == (b"", 70)
