"""The Makefile explains itself."""

import re
import subprocess

from mmbackup.environment import BASE_DIR


def test_help_lists_every_target() -> None:
    makefile = (BASE_DIR / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert targets

    helped = subprocess.run(
        ["make", "help"], cwd=BASE_DIR, capture_output=True, text=True, timeout=60, check=True
    )

    assert re.findall(r"^  make ([a-z-]+)", helped.stdout, re.MULTILINE) == targets[1].split()


def test_make_alone_is_help() -> None:
    alone = subprocess.run(["make"], cwd=BASE_DIR, capture_output=True, text=True, timeout=60, check=True)

    assert "make run" in alone.stdout


def test_a_python_that_is_too_old_or_missing_is_said_plainly(tmp_path: object) -> None:
    command = ["make", "-B", ".venv/installed", "PYTHON=/nonexistent/python"]
    refused = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, timeout=60, check=False)

    assert refused.returncode != 0
    assert "needs Python 3.11 or newer" in refused.stdout
