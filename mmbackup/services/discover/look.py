"""Looks a host over, as the one who saves it would read it, and says what could be saved."""

from typing import NamedTuple

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.errors import SourceError
from mmbackup.engine.operations.discover import look_at, plan_for
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.profile import Profile
from mmbackup.engine.profiles.proposal import Plan
from mmbackup.engine.profiles.registry import PROFILES, best
from mmbackup.models import Server
from mmbackup.services.hosts.of_server import host_of


class NoSuchProfile(SourceError):
    next_step = "Name one of those that there are, or none: the one that fits best is taken."


class Looked(NamedTuple):
    facts: Facts
    profile: Profile
    plan: Plan


def look(*, server: Server | None, profile: str = "", kind: str = "") -> Looked:
    """server: None for this machine. profile and kind: empty for what fits best.

    BackupError when the host does not tell.
    """
    checked_profile(profile)
    host = host_of(server) if server else None
    facts = look_at(host=host)
    chosen = PROFILES[profile] if profile else best(facts)
    of_kind = ServerKind(kind or (server.kind if server else "") or chosen.kind)
    return Looked(facts, chosen, plan_for(host=host, facts=facts, profile=chosen, kind=of_kind))


def checked_profile(slug: str) -> None:
    """NoSuchProfile for one that there is not."""
    if slug and slug not in PROFILES:
        raise NoSuchProfile(f"there is no profile {slug}; known: {', '.join(PROFILES)}")
