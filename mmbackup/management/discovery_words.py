"""What was found on a host, as the shell prints it."""

from collections.abc import Iterator

from mmbackup.engine.profiles.proposal import Found
from mmbackup.services.discover.discovery import Discovery
from mmbackup.services.discover.standing import Seen, SeenItem, Standing

_UNITS = (("GB", 10**9), ("MB", 10**6), ("kB", 10**3))


def told(discovery: Discovery) -> Iterator[str]:
    looked = discovery.looked
    yield f"{looked.facts.host}, {looked.facts.system or 'an unknown system'}: {looked.profile.title}"
    yield f"Running: {', '.join(sorted(looked.facts.running)) or 'nothing that is known here'}."
    for item in discovery.items:
        yield from _of_item(item)
    yield "\nNot saved:"
    for unsaved in looked.plan.unsaved:
        yield f"  {unsaved.what}: {unsaved.reason}"


def _of_item(item: SeenItem) -> Iterator[str]:
    yield f"\n{item.plan.item.title}"
    if not item.seen:
        yield f"  none: {item.plan.why_none}"
    for seen in item.seen:
        proposal = seen.found.proposal
        yield f"  {_sign(seen)} {proposal.name} ({proposal.kind}){_size(seen.found)}: {proposal.reason}"
        for key, value in proposal.settings.items():
            words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield f"      {key}: {words}"
        for path in seen.found.closed:
            yield f"      ! {path} may not be read by who looked: give that user the right to"
        yield from _other(seen)


def _sign(seen: Seen) -> str:
    return {Standing.NEW: "+", Standing.DIFFERS: "!"}.get(seen.standing, "=")


def _other(seen: Seen) -> Iterator[str]:
    source = seen.other
    if source is not None:
        yield "      " + {
            Standing.THERE: f"saved already, as {source.name}",
            Standing.DIFFERS: f"differs from the source {source.name} that is there, which stays as it is",
            Standing.ELSEWHERE: f"saved already with {source.item.server.name}, as {source.name}",
        }.get(seen.standing, "")


def _size(found: Found) -> str:
    if found.files is None or found.size is None:
        return ""
    bound = "more than " if found.is_more else "at most " if found.is_most else ""
    return f", {bound}{found.files:,} files, {_bytes(found.size)}"


def _bytes(size: int) -> str:
    for unit, factor in _UNITS:
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size} bytes"
