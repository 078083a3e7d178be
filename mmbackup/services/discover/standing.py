"""How each proposal stands to what is configured for its host."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from mmbackup.engine.profiles.proposal import Found, ItemPlan, Plan, Proposal
from mmbackup.engine.profiles.templates import below
from mmbackup.engine.sources.port import Settings
from mmbackup.engine.sources.settings_faults import texts
from mmbackup.models import Server, Site, Source
from mmbackup.services.configuration.values import Values

_LISTS = {
    "files": "roots",
    "maildir": "roots",
    "mbox": "roots",
    "sqlite": "databases",
    "postgresql": "databases",
    "mysql": "databases",
    "ldap": "suffixes",
    "system": "parts",
}
_ALL_WITHOUT = ("databases", "parts")  # a source that names none of these saves all of them


class Standing(StrEnum):
    """THERE: saved so; DIFFERS: otherwise, under its name; ELSEWHERE: by another server of its host."""

    NEW = "new"
    THERE = "there"
    DIFFERS = "differs"
    ELSEWHERE = "elsewhere"


class Seen(NamedTuple):
    """other: the source that saves it, or is in its place. Of a new one, found is what nobody saves yet."""

    found: Found
    standing: Standing
    other: Source | None = None


class SeenItem(NamedTuple):
    plan: ItemPlan
    seen: tuple[Seen, ...]


def stand(*, plan: Plan, site: Site, server: Server | None, address: str) -> list[SeenItem]:
    """address: of the host that was looked at; empty for this machine. server: the one that is to have it."""
    of_host = Source.objects.filter(item__server__site=site, item__server__address=address)
    sources = list(of_host.select_related("item__server"))
    own = [source for source in sources if server and source.item.server_id == server.pk]
    others = [source for source in sources if source not in own]
    return [SeenItem(item, tuple(_seen(found, own, others) for found in item.found)) for item in plan.items]


def values_of(proposal: Proposal) -> Values:
    """As the configuration's file has it."""
    own = {"item": proposal.item, "name": proposal.name, "kind": proposal.kind}
    return {**own, **proposal.settings}


def _seen(found: Found, own: list[Source], others: list[Source]) -> Seen:
    proposal = found.proposal
    for standing, sources in ((Standing.THERE, own), (Standing.ELSEWHERE, others)):
        alike = [source for source in sources if _is_alike(source, proposal)]
        left = _left(proposal, alike)
        if alike and left == []:
            return Seen(found, standing, alike[0])
    alike = [source for source in own if _is_alike(source, proposal)]
    names = {source.name: source for source in own if source.item.slug == proposal.item}
    taken = names.get(proposal.name)
    if taken and taken not in alike:
        return Seen(found, Standing.DIFFERS, taken)
    return Seen(_only(found, _left(proposal, alike), names), Standing.NEW)


def _is_alike(source: Source, proposal: Proposal) -> bool:
    """Read in the same way, but for what a list chooses. What a host is, is told to each item by itself."""
    if source.kind != proposal.kind or (source.kind == "system" and source.item.slug != proposal.item):
        return False
    chosen = _LISTS.get(proposal.kind, "")
    return _without(source.settings, chosen) == _without(proposal.settings, chosen)


def _without(settings: Settings, key: str) -> Values:
    return {each: value for each, value in settings.items() if each != key}


def _left(proposal: Proposal, sources: list[Source]) -> list[str] | None:
    """What of its list none of the sources saves; None where it has no list and nobody saves it."""
    key = _LISTS.get(proposal.kind, "")
    if not sources:
        return None
    if key in _ALL_WITHOUT and any(not source.settings.get(key) for source in sources):
        return []
    saved = tuple(text for source in sources for text in texts(source.settings, key))
    wanted = texts(proposal.settings, key)
    if key in _ALL_WITHOUT and not wanted:
        return None
    return [text for text in wanted if not (below(text, saved) if key == "roots" else text in saved)]


def _only(found: Found, left: list[str] | None, taken: Iterable[str]) -> Found:
    """Of a list of which a part is saved, the rest, under a name of its own."""
    proposal, key = found.proposal, _LISTS.get(found.proposal.kind, "")
    name, number = proposal.name, 1
    while name in taken:
        number += 1
        name = f"{proposal.name}-{number}"
    settings = {**proposal.settings, key: left} if left else proposal.settings
    return found._replace(proposal=proposal._replace(name=name, settings=settings))
