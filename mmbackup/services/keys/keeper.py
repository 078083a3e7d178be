"""A secret key on its way from a page to the run or import that needs it: in the memory of a small process.

It lies in no file, no database, no message and no environment. The process (`manage.py hold_key`) dies with
the one that started it, with the run or the import, or when that has waited too long.
"""

import contextlib
import os
import subprocess
import sys
from uuid import UUID

from mmbackup.engine.errors import BackupError
from mmbackup.environment import BASE_DIR
from mmbackup.services.keys.keeper_socket import GIVE, GO, ask
from mmbackup.services.keys.public_of import one_secret

_started: list["subprocess.Popen[bytes]"] = []


class KeyNotKept(BackupError):
    next_step = (
        "Give the key once more; or give it at the shell (manage.py restore or medium import, --key-file)."
    )


def start_keeper(run_id: UUID | str, secret: str) -> None:
    """Instead of one that may hold a key for this run. Raise WrongKey for what is none, or KeyNotKept."""
    content = one_secret(secret).encode()
    end_keeper(run_id)
    command = [sys.executable, str(BASE_DIR / "manage.py"), "hold_key", str(run_id)]
    keeper = subprocess.Popen(
        [*command, "--parent", str(os.getpid())], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    _started[:] = [one for one in [*_started, keeper] if one.poll() is None]
    if _hand_over(keeper, content) != b"ready\n":
        keeper.kill()
        keeper.wait()
        raise KeyNotKept("the key could not be kept in memory")


def fetch_key(run_id: UUID | str) -> str | None:
    """None when nobody keeps one."""
    secret = ask(str(run_id), GIVE)
    return secret.decode("ascii") if secret else None


def end_keeper(run_id: UUID | str) -> None:
    """The key is forgotten. Nothing happens when nobody keeps one."""
    ask(str(run_id), GO)


def _hand_over(keeper: "subprocess.Popen[bytes]", content: bytes) -> bytes:
    assert keeper.stdin is not None and keeper.stdout is not None  # noqa: S101, PT018 - they are pipes
    with keeper.stdout, contextlib.suppress(BrokenPipeError):
        with keeper.stdin:
            keeper.stdin.write(content)
        return keeper.stdout.readline()
    return b""
