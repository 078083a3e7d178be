"""The kinds of channels: one file each, behind one port. Loaded when used: a run's own process needs none."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from mmbackup.models import Channel
from mmbackup.services.notices.kinds.port import Kind

_FILES: dict[str, tuple[str, str]] = {
    Channel.Kind.MAIL: ("mail", "Mail"),
    Channel.Kind.WEBHOOK: ("webhook", "Webhook"),
    Channel.Kind.APPRISE: ("by_apprise", "ByApprise"),
    Channel.Kind.SNMP: ("snmp", "Snmp"),
    Channel.Kind.SYSLOG: ("syslog", "Syslog"),
}


@cache
def _loaded(file: str, name: str) -> Kind:
    kind: Kind = getattr(import_module(f"{__name__}.{file}"), name)()
    return kind


class _Kinds(Mapping[str, Kind]):
    def __getitem__(self, kind: str) -> Kind:
        """KeyError for one that is unknown."""
        return _loaded(*_FILES[kind])

    def __iter__(self) -> Iterator[str]:
        return iter(_FILES)

    def __len__(self) -> int:
        return len(_FILES)


KINDS: Mapping[str, Kind] = _Kinds()
