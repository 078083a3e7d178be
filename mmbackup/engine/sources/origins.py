"""What the readers know of each source: where its files go, and how its manifest lines end."""

import os
from dataclasses import dataclass

from mmbackup.engine.format.manifest_line import Origin
from mmbackup.engine.sources.entry import KIND, OUTPUT, PATH, Entry
from mmbackup.engine.sources.port import SourceSpec

COMMAND_FOLDER = b"command-output"


@dataclass(frozen=True, slots=True)
class Placing:
    """prefix stands before each path; outputs is the folder, below it, of what programs said.

    is_here: its files lie on this machine.
    """

    prefix: bytes
    outputs: bytes
    origin: str
    is_here: bool = True

    def shown(self, entry: Entry, path: bytes) -> bytes:
        """As the log calls it."""
        return self._output(entry) if entry[KIND] == OUTPUT else path

    def archive_name(self, entry: Entry, path: bytes = b"") -> bytes:
        """path: where it was found, if not where it was listed."""
        if entry[KIND] == OUTPUT:
            return self.prefix + self._output(entry)
        return self.prefix + (path or entry[PATH])[1:]

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
    origin = Origin(spec.item.data_type.slug, spec.server, spec.item.slug).text()
    return Placing(prefix, outputs, origin, is_here=spec.host is None)
