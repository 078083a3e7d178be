"""What the page to choose on shows, and what comes back from it."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from mmbackup.engine.catalogue import DataType
from mmbackup.models import Site
from mmbackup.services.attended.request_attended import Choice, offered


@dataclass(frozen=True, slots=True)
class Box:
    """One to tick. words: what stands beside it."""

    value: str
    title: str
    words: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Told:
    """How many media the choice is likely to take, and whether that is to be counted first."""

    estimate: str
    is_counting: bool = False
    may_count: bool = False


def choice_of(asked: QueryDict) -> Choice:
    return Choice(tuple(asked.getlist("server")), tuple(asked.getlist("type")))


def boxes_of(site: Site, asked: QueryDict) -> tuple[list[Box], list[Box]]:
    """Servers and data types; all are ticked until somebody has chosen."""
    offer = offered(site=site)
    is_fresh = not ({"server", "type"} & asked.keys())
    servers = [
        Box(name, name, ", ".join(kind.title for kind in kinds), is_fresh or name in asked.getlist("server"))
        for name, kinds in offer.items()
    ]
    there = [kind for kind in DataType if any(kind in kinds for kinds in offer.values())]
    types = [
        Box(kind.slug, kind.title, _on(kind, offer), is_fresh or kind.slug in asked.getlist("type"))
        for kind in there
    ]
    return servers, types


def is_whole(choice: Choice) -> bool:
    """On this page nothing ticked means nothing, not all."""
    return bool(choice.servers and choice.data_types)


def _on(kind: DataType, offer: dict[str, tuple[DataType, ...]]) -> str:
    names = ", ".join(name for name, kinds in offer.items() if kind in kinds)
    return _("on %(servers)s") % {"servers": names}
