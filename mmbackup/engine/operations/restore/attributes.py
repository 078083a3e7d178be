"""Owner, mode, times and extended attributes of what was restored, as far as this process may give them."""

import os
from collections import Counter
from collections.abc import Sequence

from mmbackup.engine.format.archive import Member

SET_ID = 0o6000
_SYSTEM = (b"security.", b"trusted.")  # a capability is as good as a set-user-ID bit
OWNERS, XATTRS, SET_IDS = "owners", "xattrs", "set ids"

NOTES = {
    OWNERS: "belong to whoever ran the restore, who may not give them to their owners",
    XATTRS: "came back without some of their extended attributes",
    SET_IDS: "came back without their set-user-ID or set-group-ID bit, or their capabilities, on purpose",
}


def keep_to_ourselves(member: Member) -> None:
    """Whatever it was saved with."""
    member.uid, member.gid, member.mode, member.xattrs = os.geteuid(), os.getegid(), 0o600, ()


class Attributes:
    """notes counts what could not be given, by the keys of NOTES."""

    def __init__(self, *, keep_setuid: bool) -> None:
        self.notes: Counter[str] = Counter()
        self._keep_setuid = keep_setuid
        self._is_root = os.geteuid() == 0
        self._own = (os.geteuid(), os.getegid())

    @property
    def gives_owners(self) -> bool:
        return self._is_root

    def give(self, target: int, member: Member, now_ns: int) -> None:
        """To an open file or folder; its times last."""
        owned = self._give_owner(target, member)
        mode = self._mode(member, owned=owned)
        if member.xattrs:
            self._give_xattrs(target, member.xattrs)
        os.fchmod(target, mode)
        os.utime(target, ns=(now_ns, member.mtime_ns))

    def give_to_link(self, name: bytes, folder: int, member: Member) -> None:
        try:
            os.chown(name, member.uid, member.gid, dir_fd=folder, follow_symlinks=False)
        except PermissionError:
            self.notes[OWNERS] += 1
        os.utime(name, ns=(member.mtime_ns, member.mtime_ns), dir_fd=folder, follow_symlinks=False)

    def _give_owner(self, target: int, member: Member) -> bool:
        if not self._is_root and (member.uid, member.gid) == self._own:
            return True
        try:
            os.fchown(target, member.uid, member.gid)
        except PermissionError:
            self.notes[OWNERS] += 1
            return False
        return True

    def _mode(self, member: Member, *, owned: bool) -> int:
        mode = member.mode & 0o7777
        if mode & SET_ID and not (self._keep_setuid and owned):
            self.notes[SET_IDS] += 1
            mode &= ~SET_ID
        return mode

    def _give_xattrs(self, target: int, xattrs: Sequence[tuple[bytes, bytes]]) -> None:
        for name, value in xattrs:
            if name.startswith(_SYSTEM) and not self._keep_setuid:
                self.notes[SET_IDS] += 1
                continue
            try:
                os.setxattr(target, name, value)
            except OSError:
                self.notes[XATTRS] += 1
