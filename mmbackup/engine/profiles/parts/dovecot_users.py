"""Dovecot's users where they stand in files of their own."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.proposal import Proposal
from mmbackup.engine.profiles.sections import Setting
from mmbackup.engine.profiles.templates import is_plain

_DATABASES = ("passdb", "userdb")


def users_of(settings: list[Setting], kind: ServerKind) -> list[Proposal]:
    """Of the driver passwd-file; one that is at home in a directory or a database is saved with that."""
    found = []
    for each in settings:
        is_named = each.section[:1] and each.section[0] in _DATABASES
        if is_named and each.key in {"args", "passwd_file_path"}:
            files = [word for word in each.value.split() if is_plain(word)]
            found += [path for path in files if not path.endswith((".ext", ".conf")) and path not in found]
    reason = "Dovecot reads its users from here"
    if not found:
        return []
    return [Proposal(items.subscribers(kind), "dovecot-users", "files", {"roots": found}, reason)]
