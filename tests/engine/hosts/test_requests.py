"""What is asked of a host arrives there as it was meant, whatever it holds."""

import os
import shutil
import subprocess

import pytest

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


def test_the_script_is_clean_posix() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("needs what this machine lacks: shellcheck")

    done = subprocess.run(["shellcheck", "--shell=sh", COLLECT], check=False, capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(("ended", "status"), [(0, 0), (1, 1), (137, 137)])
def test_a_list_that_was_killed_does_not_end_as_one_with_complaints(ended: int, status: int) -> None:
    killed = PARTS + f"find() {{ return {ended}; }}; list =/etc; exit $?"

    assert subprocess.run(["dash", "-c", killed], check=False).returncode == status
