"""What was found at a look, as it stands now, and what somebody chose of it taken over."""

from collections.abc import Collection
from datetime import datetime

from mmbackup.engine.catalogue import ServerKind
from mmbackup.models import HostLook, Source
from mmbackup.services.configuration.edits import ChangedMeanwhile
from mmbackup.services.discover.adopt import adopt
from mmbackup.services.discover.record import recorded_plan
from mmbackup.services.discover.standing import Seen, SeenItem, Standing, stand, values_of


def seen_items(*, found: HostLook) -> list[SeenItem]:
    server = found.server
    kind = ServerKind(server.kind)
    plan = recorded_plan(found.plan, profile=found.facts.get("profile", ""), kind=kind)
    return stand(plan=plan, site=found.site, server=server, address=server.address)


def key_of(seen: Seen) -> str:
    """By which a page names it."""
    proposal = seen.found.proposal
    return f"{proposal.item}/{proposal.name}"


def adopt_look(*, found: HostLook, chosen: Collection[str], now: datetime) -> list[Source]:
    """chosen: keys of what is new. ChangedMeanwhile where one is not new any more."""
    new = {
        key_of(seen): values_of(seen.found.proposal)
        for item in seen_items(found=found)
        for seen in item.seen
        if seen.standing is Standing.NEW
    }
    if not new.keys() >= set(chosen):
        raise ChangedMeanwhile("somebody else changed the server's sources meanwhile")
    values = [values for key, values in new.items() if key in chosen]
    return adopt(server=found.server, chosen=values, now=now)
