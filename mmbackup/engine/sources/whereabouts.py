"""Looks on a host for what has left its name: mail that is read moves, and a disk may be unmounted."""

import os
from collections.abc import Callable, Sequence

from mmbackup.engine.errors import CommandFailed, FormatError
from mmbackup.engine.format.names import escape
from mmbackup.engine.hosts.asking import ask
from mmbackup.engine.hosts.host import Host, request
from mmbackup.engine.hosts.listed import FILE, Listed, listed
from mmbackup.engine.hosts.pace import Pace
from mmbackup.engine.sources.arriving import Arriving
from mmbackup.engine.sources.entry import DEVICE, INODE, PATH, SOURCE, Entry
from mmbackup.engine.sources.mail_queues.postfix import other_places
from mmbackup.engine.sources.moved import twin_of
from mmbackup.engine.sources.roots import lies_in


class Whereabouts:
    """roots are those of each source, by its number."""

    def __init__(
        self,
        host: Host,
        roots: Sequence[Sequence[bytes]],
        started: Callable[[int], None],
        alive: Callable[[], None],
        pace: Pace,
    ) -> None:
        self._host = host
        self._roots = roots
        self._started = started
        self._alive = alive
        self._pace = pace

    def look_for(self, unit: Arriving) -> bool:
        """Settle what is missing of the unit; whether some of it is to come under another name."""
        missing = [(index, unit.entries[index]) for index in sorted(unit.missing)]
        roots = {root for _, entry in missing for root in self._roots[entry[SOURCE]]}
        folders = {folder for _, entry in missing for folder in _folders(entry)}
        try:
            there = self._find(missing, sorted(folders | roots))
        except (CommandFailed, FormatError) as error:
            for index, entry in missing:
                unit.failed(index, f"{escape(entry[PATH])}: is missing, and cannot be looked for: {error}")
            return False
        moved = [self._settle(unit, index, entry, there) for index, entry in missing]
        return any(moved)

    def _find(self, missing: Sequence[tuple[int, Entry]], folders: Sequence[bytes]) -> list[Listed]:
        """Folders whose names move may hide a file from one look."""
        there = self._names(folders)
        known = {(one.device, one.inode) for one in there}
        if all((entry[DEVICE], entry[INODE]) in known for _, entry in missing):
            return there
        return self._names(folders) + there

    def _names(self, folders: Sequence[bytes]) -> list[Listed]:
        """What lies in the folders, and they themselves."""
        answers = ask(
            self._host.address,
            request(self._host, "names", *folders),
            started=self._started,
            alive=self._alive,
            pace=self._pace,
        )
        return [listed(record) for is_complaint, record in answers if not is_complaint]

    def _settle(self, unit: Arriving, index: int, entry: Entry, there: list[Listed]) -> bool:
        folders = _folders(entry)
        for one in there:
            is_free = unit.expected.get(one.path, index) == index  # it may be back under its own name
            is_near = is_free and os.path.dirname(one.path) in folders
            if is_near and one.kind == FILE and (one.device, one.inode) == (entry[DEVICE], entry[INODE]):
                unit.moved(index, one.path)
                return True
        root = self._lost_root(entry, there)
        if root:
            unit.failed(
                index, f"{escape(entry[PATH])}: is not there any more, nor is {escape(root)} as it was"
            )
        else:
            unit.vanished(index)
        return False

    def _lost_root(self, entry: Entry, there: list[Listed]) -> bytes:
        """The root it lay in, when that is gone, or an empty mount point now."""
        for root in self._roots[entry[SOURCE]]:
            if lies_in(entry[PATH], root):
                found = [one for one in there if one.path == root]
                is_empty = not any(os.path.dirname(one.path) == root for one in there)
                if not found or (found[0].device != entry[DEVICE] and is_empty):
                    return root
        return b""


def _folders(entry: Entry) -> list[bytes]:
    folder = os.path.dirname(entry[PATH])
    further = {os.path.dirname(place) for place in other_places(entry[PATH])}
    return [folder, *twin_of(folder), *sorted(further - {folder})]
