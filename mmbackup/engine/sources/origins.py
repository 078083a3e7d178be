"""What the readers know of each source: where its files go, and how its manifest lines end."""

import os
from dataclasses import dataclass, replace
from functools import lru_cache

from mmbackup.engine.format.manifest_entry import LONGEST_PATH
from mmbackup.engine.format.manifest_line import Origin
from mmbackup.engine.format.names import escape
from mmbackup.engine.sources.entry import KIND, OUTPUT, PATH, Entry
from mmbackup.engine.sources.local_files import distinct_roots
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.engine.sources.registry import subscribers_of, walk_of
from mmbackup.engine.sources.roots import lies_in

COMMAND_FOLDER = b"command-output"
VANISHED = "vanished"
_GONE = {"queue": "left the queue"}  # it was delivered, most likely


@dataclass(frozen=True, slots=True)
class SubscriberTree:
    """The manifest itself tells whose the files are, so that an imported medium's index knows it too."""

    root: bytes
    origin: Origin  # whose subscribers are patterns alone

    @lru_cache(maxsize=4096)  # noqa: B019  there are few of them, for as long as the process lives
    def text(self, folder: bytes) -> str:
        """The end of lines of what lies below the folder of the archive."""
        told = escape(folder.rstrip(b"/"))
        patterns = self.origin.subscribers if len(told) <= LONGEST_PATH else ()
        return replace(self.origin, subscribers=(told, *patterns) if patterns else ()).text()


@dataclass(frozen=True, slots=True)
class Placing:
    """prefix stands before each path; outputs is the folder, below it, of what programs said.

    is_here: its files lie on this machine. trees: roots of which it is told whose the files below them are.
    """

    prefix: bytes
    outputs: bytes
    origin: str
    is_here: bool = True
    gone: str = VANISHED  # what the log says of a file that was listed and is there no more
    trees: tuple[SubscriberTree, ...] = ()
    is_of_mailboxes: bool = False  # each file is one, which mail programs lock

    def shown(self, entry: Entry, path: bytes) -> bytes:
        """As the log calls it."""
        return self._output(entry) if entry[KIND] == OUTPUT else path

    def archive_name(self, entry: Entry, path: bytes = b"") -> bytes:
        """path: where it was found, if not where it was listed."""
        if entry[KIND] == OUTPUT:
            return self.prefix + self._output(entry)
        return self.prefix + (path or entry[PATH])[1:]

    def origin_of(self, entry: Entry) -> str:
        """How its line ends."""
        for tree in self.trees if entry[KIND] != OUTPUT else ():
            for root in (tree.root, _led_to(tree.root)) if self.is_here else (tree.root,):
                if lies_in(entry[PATH], root):
                    return tree.text(self.prefix + root[1:])
        return self.origin

    def _output(self, entry: Entry) -> bytes:
        """In the spool folder it lies under its own name."""
        return self.outputs + b"/" + os.path.basename(entry[PATH])


def server_folder(server: str) -> bytes:
    """Of a set, that holds all of this server's."""
    return os.fsencode(server.replace("/", "_"))


def command_folder(item: str) -> bytes:
    """Below the server's: where the outputs of a data item's commands lie."""
    return COMMAND_FOLDER + b"/" + item.encode()


def placing(spec: SourceSpec) -> Placing:
    prefix = server_folder(spec.server) + b"/"
    outputs = command_folder(spec.item.slug)
    if spec.kind != "command":  # whose output has a name of the administrator's
        outputs += b"/" + os.fsencode(spec.name)
    origin = Origin(spec.item.data_type.slug, spec.server, spec.item.slug)
    gone = _GONE.get(spec.kind, VANISHED)
    trees, is_of_mailboxes = _trees(spec, origin), spec.kind == "mbox"
    return Placing(prefix, outputs, origin.text(), spec.host is None, gone, trees, is_of_mailboxes)


def _trees(spec: SourceSpec, origin: Origin) -> tuple[SubscriberTree, ...]:
    patterns = subscribers_of(spec.kind, spec.settings)
    roots = distinct_roots(walk_of(spec.kind, spec.settings).roots) if patterns else ()
    return tuple(SubscriberTree(root, replace(origin, subscribers=patterns)) for root in roots)


@lru_cache(maxsize=4096)
def _led_to(root: bytes) -> bytes:
    """What lies below a link is saved under the name of what it leads to."""
    return os.path.realpath(root)
