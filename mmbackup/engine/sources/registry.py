"""The kinds of sources. To add one: a file beside this one, a line here, the contract suite."""

from collections.abc import Mapping
from types import MappingProxyType

from mmbackup.engine.sources.command import CommandSource
from mmbackup.engine.sources.files import FilesSource

KINDS: Mapping[str, type[FilesSource | CommandSource]] = MappingProxyType(
    {"files": FilesSource, "command": CommandSource}
)


def check_settings(kind: str, settings: Mapping[str, object]) -> list[str]:
    """Faults in plain words, each with its key before it; none when the settings are right."""
    if kind not in KINDS:
        return [f"kind: {kind!r} is unknown; known are {', '.join(KINDS)}"]
    return KINDS[kind].faults(settings)
