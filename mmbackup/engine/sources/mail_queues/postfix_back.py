"""Puts Postfix's queue in order when its files are back: owners, each message once, names by postsuper."""

import contextlib
import grp
import os
import pwd
from collections.abc import Iterator

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.sources.mail_queues.postfix import LOGS, MOVING
from mmbackup.engine.sources.mail_queues.queue_file import Arrival, arrival_of, still_to_be_served
from mmbackup.engine.sources.port import Programs

_MAILDROP = b"maildrop"
_NEEDED = (b"flush", b"corrupt")  # by postsuper, which takes their place for granted
_FOLDER_MODE, _MAILDROP_MODE = 0o700, 0o730


def put_in_order(folder: str, configuration: str, programs: Programs) -> tuple[str, ...]:
    """CommandFailed when it cannot be done: the messages lie there, and Postfix must not be started yet."""
    postfix = _Postfix(configuration, programs)
    if os.path.realpath(postfix.asked("queue_directory")) != os.path.realpath(folder):
        raise CommandFailed(
            f"{folder}: is not the queue_directory of this Postfix. Name the folder of its main.cf as the"
            " source's configuration, or run postsuper yourself before Postfix is started"
        )
    if postfix.is_running():
        raise CommandFailed(f"{folder}: Postfix is running. Stop it, run postsuper, and start it again")
    root = os.fsencode(folder)
    _give_owners(root, postfix.asked("mail_owner"), postfix.asked("setgid_group"))
    doubles = _leave_out_doubles(root)
    postfix.order()
    lines = [f"{folder}: {sum(1 for _ in _messages(root)):,} messages wait, put in order by postsuper"]
    if doubles:
        lines.append(f"{folder}: {doubles:,} messages were in the queue already, and stay there once")
    return tuple(lines)


class _Postfix:
    """The one of this configuration; empty: the usual."""

    def __init__(self, configuration: str, programs: Programs) -> None:
        self._options = ["-c", configuration] if configuration else []
        self._programs = programs

    def run(self, program: str, *words: str) -> str:
        return os.fsdecode(self._programs.run([program, *self._options, *words])).strip()

    def asked(self, parameter: str) -> str:
        return self.run("postconf", "-x", "-h", parameter)

    def order(self) -> None:
        """Postsuper cannot write into a maillog_file of root's, and says so after all is done: asked again,
        it finds nothing to do, or what it could not do."""
        with contextlib.suppress(CommandFailed):
            self.run("postsuper", "-s")
        self.run("postsuper", "-s")

    def is_running(self) -> bool:
        try:
            self.run("postfix", "status")
        except CommandFailed:
            return False
        return True


def _give_owners(root: bytes, owner: str, group: str) -> None:
    """On another machine the same users have other numbers. Who handed a message in keeps it in maildrop."""
    try:
        user, drop = pwd.getpwnam(owner).pw_uid, grp.getgrnam(group).gr_gid
    except KeyError as error:
        raise CommandFailed(
            f"there is no {error} here: install Postfix before its queue is put back"
        ) from error
    for name in (*MOVING, *LOGS, *_NEEDED):
        os.makedirs(os.path.join(root, name), _FOLDER_MODE, exist_ok=True)
        for path in _all_below(os.path.join(root, name)):
            os.chown(path, user, -1, follow_symlinks=False)
            if os.path.isdir(path) and not os.path.islink(path):
                os.chmod(path, _FOLDER_MODE)
    maildrop = os.path.join(root, _MAILDROP)
    if os.path.isdir(maildrop) and not os.path.islink(maildrop):
        os.chown(maildrop, user, drop)
        os.chmod(maildrop, _MAILDROP_MODE)


def _leave_out_doubles(root: bytes) -> int:
    """A message that came back under its old name, and waits under the one that postsuper gave it before.

    Of each the file stays that the fewest recipients wait for: nobody gets it again.
    """
    first: dict[Arrival, bytes] = {}
    count = 0
    for path in _messages(root):
        arrival = arrival_of(path)
        if arrival is None:
            continue
        other = first.setdefault(arrival, path)
        if other != path:
            is_further = still_to_be_served(path) < still_to_be_served(other)
            os.unlink(other if is_further else path)
            first[arrival] = path if is_further else other
            count += 1
    return count


def _messages(root: bytes) -> Iterator[bytes]:
    """Those on hold first: whoever holds one back would not have it sent."""
    for name in (b"hold", b"deferred", b"active", b"incoming", _MAILDROP):
        for path in list(_all_below(os.path.join(root, name))):
            if os.path.isfile(path) and not os.path.islink(path):
                yield path


def _all_below(folder: bytes) -> Iterator[bytes]:
    """And the folder itself."""
    if os.path.isdir(folder) and not os.path.islink(folder):
        yield folder
    for path, folders, files in os.walk(folder):
        yield from (os.path.join(path, name) for name in (*folders, *files))
