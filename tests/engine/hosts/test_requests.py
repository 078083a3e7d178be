"""What is asked of a host arrives there as it was meant, whatever it holds."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.hosts import teller
from mmbackup.engine.hosts.host import Host, request, word
from tests.engine.hosts.far import COLLECT

PARTS = COLLECT.read_text().partition('if [ -n "${SSH_ORIGINAL')[0]
READ = PARTS + 'read_word "$1"; printf %s "$text"'


@pytest.mark.parametrize("shell", ["dash", "bash"])
@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"plain",
        b"a b",
        b"$(reboot)",
        b"`id`;'\"\\",
        b"new\nline\n\n",
        b"*?[a]",
        b"\xff\xfe",
        b"=x",
        b"%s%n",
        b"-rf",
    ],
)
def test_a_word_is_read_as_it_was_meant(shell: str, text: bytes) -> None:
    done = subprocess.run([shell, "-c", READ, "collect", word(text)], capture_output=True, check=True)

    assert done.stdout == text


def test_a_word_has_nothing_that_a_shell_knows() -> None:
    packed = word(bytes(range(1, 256)))

    assert not set(packed) & set(" \t\n\"'`$&|;<>()*?[]{}~#!%")


def test_the_client_reads_no_configuration_but_ours() -> None:
    argv = request(Host("mas1", "reader", "/keys/mas1", "/keys/known", 2222), "list", b"/var/a b")

    assert argv[:3] == ["ssh", "-F", "none"]
    assert argv[-5:] == ["--", "mas1", "mmbackup-collect", "list", "=/var/a\\0040b"]
    assert "StrictHostKeyChecking=yes" in argv
    assert "BatchMode=yes" in argv


@pytest.mark.parametrize(
    "asked", ["rm -rf /", "sh", "mmbackup-collect", "mmbackup-collect rm =/", "sftp-server"]
)
def test_nothing_else_is_answered(asked: str) -> None:
    environment = {**os.environ, "SSH_ORIGINAL_COMMAND": asked}

    done = subprocess.run([COLLECT], env=environment, capture_output=True, check=False)

    assert done.returncode == 64
    assert not done.stdout


@pytest.mark.parametrize("shell", ["dash", "bash"])
@pytest.mark.parametrize("verb", ["list", "names", "measure", "queue-list"])
def test_what_names_no_place_is_nothing_that_find_is_told_to_do(
    shell: str, verb: str, tmp_path: Path
) -> None:
    (tmp_path / "kept").touch()

    subprocess.run([shell, COLLECT, verb, word(b"-delete")], cwd=tmp_path, capture_output=True, check=False)

    assert (tmp_path / "kept").exists()


def test_an_answer_without_an_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = tmp_path / "endless"
    endless.write_text("#!/bin/sh\nyes | tr '\\n' '\\0'\n")
    monkeypatch.setattr(teller, "_COLLECT", str(endless))

    with pytest.raises(CommandFailed, match="without an end"):
        teller.HostTeller(None, lambda _: None, lambda: None).ask("mysql-names", "")


def test_the_script_is_clean_posix() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("needs what this machine lacks: shellcheck")

    done = subprocess.run(["shellcheck", "--shell=sh", COLLECT], check=False, capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(("ended", "status"), [(0, 0), (1, 1), (137, 137)])
def test_a_list_that_was_killed_does_not_end_as_one_with_complaints(ended: int, status: int) -> None:
    killed = PARTS + f"find() {{ return {ended}; }}; list =/etc; exit $?"

    assert subprocess.run(["dash", "-c", killed], check=False).returncode == status
