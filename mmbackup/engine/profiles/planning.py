"""Puts together what a profile's parts propose, and holds it against what lies there."""

from collections.abc import Iterable, Iterator, Mapping

from mmbackup.engine.catalogue import DataItem, ServerKind, items_of
from mmbackup.engine.profiles.facts import Facts, Measured
from mmbackup.engine.profiles.gaps import gap
from mmbackup.engine.profiles.profile import Profile
from mmbackup.engine.profiles.proposal import Found, ItemPlan, Part, Plan, Proposal, Unsaved
from mmbackup.engine.profiles.templates import below

Sizes = Mapping[str, Measured]


def drafted(profile: Profile, facts: Facts, kind: ServerKind) -> Part:
    """Of all parts together; each source has a name of its own within its item."""
    parts = [part(facts, kind) for part in profile.parts]
    known = {item.slug for item in items_of(kind)}
    proposals = [each for part in parts for each in part.proposals]
    unsaved = [each for part in parts for each in part.unsaved]
    unsaved += [Unsaved(*each) for each in _silent(facts)]
    unsaved += [_of_other_kind(each, kind) for each in proposals if each.item not in known]
    own = _named_apart(each for each in proposals if each.item in known)
    gaps = {item: why for part in parts for item, why in part.gaps.items()}
    return Part(tuple(own), tuple(dict.fromkeys(unsaved)), gaps)


def paths_of(proposal: Proposal) -> tuple[str, ...]:
    """What of it can be looked for on the host."""
    found = proposal.settings.get(_PATHS.get(proposal.kind, ""))
    return tuple(map(str, found)) if isinstance(found, list) else (str(found),) if found else ()


def settled(profile: Profile, kind: ServerKind, draft: Part, sizes: Sizes) -> Plan:
    """sizes: of each path of each proposal."""
    found: dict[str, list[Found]] = {item.slug: [] for item in items_of(kind)}
    lacking: list[Unsaved] = []
    for proposal in draft.proposals:
        kept = _held_against(proposal, sizes)
        if kept:
            found[proposal.item].append(kept)
        elif not proposal.if_any:
            reason = "the host's settings name it, but nothing is there, or it may not be seen"
            lacking += [Unsaved(path, reason) for path in paths_of(proposal)]
    items = [_item_plan(item, found[item.slug], draft) for item in items_of(kind)]
    return Plan(profile.slug, tuple(items), (*lacking, *draft.unsaved))


_DATABASES = ("postgresql", "mysql", "redis")
_MAIL = ("maildir", "mbox")
_PATHS = {
    "files": "roots",
    "maildir": "roots",
    "mbox": "roots",
    "queue": "folder",
    "sqlite": "databases",
    "ldap": "folder",
}
_SELECTION = frozenset({"include", "exclude"})  # of what lies below the paths


def _item_plan(item: DataItem, found: list[Found], draft: Part) -> ItemPlan:
    return ItemPlan(item, tuple(found), "" if found else draft.gaps.get(item.slug) or gap(item.slug))


def _held_against(proposal: Proposal, sizes: Sizes) -> Found | None:
    """Without paths that are not there; None when none is left."""
    paths = paths_of(proposal)
    if not paths:
        return Found(proposal, None, None)
    there = [path for path in paths if sizes[path].is_there]
    seen = [sizes[path] for path in there]
    files = sum(each.files for each in seen)
    is_closed = any(each.is_closed for each in seen)
    if not there or (proposal.if_any and not files and not is_closed):
        return None
    closed = tuple(path for path in there if sizes[path].is_closed)
    if isinstance(proposal.settings.get(_PATHS[proposal.kind]), list):
        settings = {**proposal.settings, _PATHS[proposal.kind]: there}
        proposal = proposal._replace(settings=settings)
    if proposal.kind == "ldap":
        return Found(proposal, None, None, closed=closed)
    is_more, is_most = any(each.is_more for each in seen), not _SELECTION.isdisjoint(proposal.settings)
    if is_more and is_most:
        return Found(proposal, None, None, closed=closed)
    return Found(proposal, files, sum(each.size for each in seen), is_more, closed, is_most)


def _named_apart(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """What two programs tell of alike, or mailboxes in another one's folders, are not proposed twice."""
    known: set[tuple[str, str, str]] = set()
    taken: set[tuple[str, str]] = set()
    whole: dict[str, tuple[str, ...]] = {}
    for each in proposals:
        paths, around = paths_of(each), whole.get(each.item, ())
        same = each.item, each.kind, repr(each.settings)
        if same in known or (each.kind in _MAIL and all(below(path, around) for path in paths)):
            continue
        known.add(same)
        if each.kind in _MAIL and not each.settings.get("include"):
            whole[each.item] = (*around, *paths)
        number, name = 1, each.name
        while (each.item, name) in taken:
            number += 1
            name = f"{each.name}-{number}"
        taken.add((each.item, name))
        yield each._replace(name=name)


def _silent(facts: Facts) -> Iterator[tuple[str, str]]:
    """Programs whose own tools did not say how they are set up."""
    for each in facts.refusals:
        if each.program not in _DATABASES:  # whose parts say more of it
            reason = each.reason or "its tools say nothing"
            yield (
                f"{each.program} by {each.configuration}",
                f"it could not be asked how it is set up ({reason})",
            )


def _of_other_kind(proposal: Proposal, kind: ServerKind) -> Unsaved:
    other = next(each for each in ServerKind if each is not kind)
    what = ", ".join(paths_of(proposal)) or proposal.name
    return Unsaved(
        what, f"{proposal.reason}: that is a data item of an {other}; add this machine as one as well"
    )
