"""Redis: what a spam filter has learnt. Of others it mostly holds what they make again by themselves."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved

_WHY = "caches of programs; add a source of the kind redis if one keeps there what it cannot make again"


def redis(facts: Facts, kind: ServerKind) -> Part:
    found = facts.databases_of("redis")
    unsaved = [
        Unsaved(f"Redis at {each.configuration}", f"it may not be asked ({each.reason}); {_WHY}")
        for each in facts.refused("redis")
    ]
    if not facts.has("rspamd"):
        unsaved += [Unsaved(f"Redis at {each.connection} ({each.name})", _WHY) for each in found]
        return Part((), tuple(unsaved))
    reason = "Rspamd keeps here what it has learnt"
    proposals = [
        Proposal(items.configuration(kind), "redis", "redis", {"address": each.connection}, reason)
        for each in found
    ]
    return Part(tuple(proposals), tuple(unsaved))
