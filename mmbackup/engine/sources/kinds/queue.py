"""The kind "queue": messages that wait for delivery in the queue of Postfix or the spool of Exim.

folder (absolute path): Postfix's queue_directory or Exim's spool_directory. mailer is "postfix" or "exim";
without it, what lies there tells. configuration (absolute path): the folder of Postfix's main.cf, where that
is not the usual one.
(https://www.postfix.org/QSHAPE_README.html, Exim's specification, "Format of spool files")
"""

import os
from collections.abc import Sequence

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.hosts.listed import Listed
from mmbackup.engine.sources.mail_queues import exim, exim_back, postfix, postfix_back
from mmbackup.engine.sources.mail_queues.sifted import Sifted
from mmbackup.engine.sources.port import Programs, Settings, Walk
from mmbackup.engine.sources.settings_faults import faults_of_path, faults_of_text, text, unknown_keys

MAILERS = ("postfix", "exim")
_KEYS = ("folder", "mailer", "configuration")


class Queue:
    """A message moves through the queue while it is saved: it is followed, and delivered is no error."""

    def faults(self, settings: Settings) -> list[str]:
        found = faults_of_path(settings, "folder", needed=True) + faults_of_text(settings, "mailer")
        mailer = text(settings, "mailer")
        if not found and mailer and mailer not in MAILERS:
            found.append(f"mailer: {mailer!r} is not known here; known: {', '.join(MAILERS)}")
        found += faults_of_path(settings, "configuration")
        return found + unknown_keys(settings, _KEYS)

    def walk(self, settings: Settings) -> Walk:
        return Walk((text(settings, "folder"),))

    def question(self, settings: Settings) -> tuple[str, ...]:
        return "queue-list", text(settings, "folder"), text(settings, "mailer")

    def sift(self, settings: Settings, found: Sequence[Listed]) -> Sifted:
        root = text(settings, "folder").rstrip("/")
        is_exim = any(exim.is_of_spool(root, one.path) for one in found)
        return exim.sift(root, found) if is_exim else postfix.sift(root, found)

    def way(self, settings: Settings) -> str:
        if self._is_exim_back(settings):
            return "Exim's spool is looked over"
        return "postsuper puts Postfix's queue in order, while Postfix stands still"

    def when_back(self, settings: Settings, programs: Programs) -> tuple[str, ...]:
        folder = text(settings, "folder")
        try:
            if self._is_exim_back(settings):
                return exim_back.look_over(folder)
            return postfix_back.put_in_order(folder, text(settings, "configuration"), programs)
        except OSError as error:
            raise CommandFailed(f"{error.filename or folder}: {error.strerror}") from error

    def _is_exim_back(self, settings: Settings) -> bool:
        mailer = text(settings, "mailer")
        return mailer == "exim" or (
            not mailer and os.path.isdir(os.path.join(text(settings, "folder"), "input"))
        )
