"""What the readers know of each source: where its files go, and how its manifest lines end."""

import os
from dataclasses import dataclass

from mmbackup.engine.format.manifest_line import Origin
from mmbackup.engine.sources.entry import KIND, OUTPUT, PATH, Entry
from mmbackup.engine.sources.port import SourceSpec

COMMAND_FOLDER = b"command-output"


@dataclass(frozen=True, slots=True)
class Placing:
    """prefix stands before each path; output is a command's whole name in the archive."""

    prefix: bytes
    output: bytes
    origin: str

    @property
    def short_output(self) -> bytes:
        return self.output[len(self.prefix) :]

    def archive_name(self, entry: Entry, path: bytes = b"") -> bytes:
        """path: where it was found, if not where it was listed."""
        if entry[KIND] == OUTPUT:
            return self.output
        return self.prefix + (path or entry[PATH])[1:]


def server_folder(server: str) -> bytes:
    """Of a set, that holds all of this server's."""
    return os.fsencode(server.replace("/", "_"))


def command_folder(item: str) -> bytes:
    """Below the server's: where the outputs of a data item's commands lie."""
    return COMMAND_FOLDER + b"/" + item.encode()


def placing(spec: SourceSpec) -> Placing:
    prefix = server_folder(spec.server) + b"/"
    output = os.fsencode(str(spec.settings.get("output", spec.name)))
    name = b"/".join((command_folder(spec.item.slug), output))
    return Placing(
        prefix, prefix + name, Origin(spec.item.data_type.slug, spec.server, spec.item.slug).text()
    )
