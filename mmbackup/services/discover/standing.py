"""How each proposal stands to what is configured for its host."""

from enum import StrEnum
from typing import NamedTuple

from mmbackup.engine.profiles.proposal import Found, ItemPlan, Plan, Proposal
from mmbackup.models import Server, Site, Source
from mmbackup.services.configuration.values import Values


class Standing(StrEnum):
    """THERE: saved so; DIFFERS: otherwise, under its name; ELSEWHERE: by another server of its host."""

    NEW = "new"
    THERE = "there"
    DIFFERS = "differs"
    ELSEWHERE = "elsewhere"


class Seen(NamedTuple):
    """other: the source that it is, that is other than it, or that saves the same for another server."""

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
    of_item = [source for source in own if source.item.slug == proposal.item]
    for source in of_item:
        if _is_same(source, proposal):
            return Seen(found, Standing.THERE, source)
    for source in of_item:
        if source.name == proposal.name:
            return Seen(found, Standing.DIFFERS, source)
    for source in others:
        if _is_same(source, proposal) and proposal.kind != "system":
            return Seen(found, Standing.ELSEWHERE, source)
    return Seen(found, Standing.NEW)


def _is_same(source: Source, proposal: Proposal) -> bool:
    return source.kind == proposal.kind and source.settings == dict(proposal.settings)
