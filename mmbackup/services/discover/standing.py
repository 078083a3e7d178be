"""How each proposal stands to what is configured for its host."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from mmbackup.engine.profiles.proposal import Found, ItemPlan, Plan, Proposal
from mmbackup.engine.profiles.templates import below
from mmbackup.engine.sources.port import Settings
from mmbackup.engine.sources.settings_faults import text, texts
from mmbackup.engine.sources.subscribers_setting import KEY as WHOSE
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
_ALL = ""  # stands for all that there is
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
    return [SeenItem(item, tuple(_of_item(item, own, others))) for item in plan.items]


def values_of(proposal: Proposal) -> Values:
    """As the configuration's file has it."""
    own = {"item": proposal.item, "name": proposal.name, "kind": proposal.kind}
    return {**own, **proposal.settings}


def _of_item(item: ItemPlan, own: list[Source], others: list[Source]) -> Iterator[Seen]:
    """What is new has a name that nothing else of its item has."""
    there = {source.name: source for source in own if source.item.slug == item.item.slug}
    taken = set(there)
    for found in item.found:
        seen = _seen(found, own, others, there.get(found.proposal.name))
        if seen.standing is Standing.NEW:
            seen = seen._replace(found=_named_apart(seen.found, taken))
            taken.add(seen.found.proposal.name)
        yield seen


def _seen(found: Found, own: list[Source], others: list[Source], namesake: Source | None) -> Seen:
    proposal = found.proposal
    for standing, sources in ((Standing.THERE, own), (Standing.ELSEWHERE, others)):
        alike = [source for source in sources if _is_alike(source, proposal)]
        if standing is Standing.ELSEWHERE and proposal.kind == "system":
            continue  # each server is to say by itself what its host is
        if alike and not _left(proposal, alike):
            return Seen(found, standing, alike[0])
    alike = [source for source in own if _is_alike(source, proposal)]
    if namesake and namesake not in alike and _is_of_same(namesake, proposal):
        return Seen(found, Standing.DIFFERS, namesake)
    return Seen(_only(found, _left(proposal, alike)), Standing.NEW)


def _is_of_same(source: Source, proposal: Proposal) -> bool:
    """Whether both read the same thing, if not in the same way."""
    wanted, saved = _members(proposal.settings), _members(source.settings)
    return not wanted or any(member in saved or below(member, tuple(saved)) for member in wanted)


def _members(settings: Settings) -> list[str]:
    """All that is named of what is to be saved."""
    lists = [member for key in ("roots", "databases", "suffixes") for member in texts(settings, key)]
    return [*lists, *filter(None, [text(settings, "folder")])]


def _is_alike(source: Source, proposal: Proposal) -> bool:
    """Read in the same way, but for what a list chooses and whose it is. What a host is, is told to each
    item by itself."""
    if source.kind != proposal.kind or (source.kind == "system" and source.item.slug != proposal.item):
        return False
    chosen = _LISTS.get(proposal.kind, "")
    return _without(source.settings, chosen, WHOSE) == _without(proposal.settings, chosen, WHOSE)


def _without(settings: Settings, *keys: str) -> Values:
    return {each: value for each, value in settings.items() if each not in keys}


def _left(proposal: Proposal, sources: list[Source]) -> list[str]:
    """What of its list none of the sources saves. Empty, too, where it has no list."""
    key = _LISTS.get(proposal.kind, "")
    saved = [member for source in sources for member in texts(source.settings, key)]
    if key in _ALL_WITHOUT and any(not source.settings.get(key) for source in sources):
        return []
    wanted = texts(proposal.settings, key) or ([_ALL] if key in _ALL_WITHOUT else [])
    folders = tuple(saved) if key == "roots" else ()
    return [member for member in wanted if member not in saved and not below(member, folders)]


def _only(found: Found, left: list[str]) -> Found:
    """Of a list, what is left of it."""
    proposal, key = found.proposal, _LISTS.get(found.proposal.kind, "")
    if not left or left == [_ALL]:
        return found
    return found._replace(proposal=proposal._replace(settings={**proposal.settings, key: left}))


def _named_apart(found: Found, taken: set[str]) -> Found:
    name, number = found.proposal.name, 1
    while name in taken:
        number += 1
        name = f"{found.proposal.name}-{number}"
    return found._replace(proposal=found.proposal._replace(name=name))
