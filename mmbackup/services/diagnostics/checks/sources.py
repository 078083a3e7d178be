"""The sources: whether each can be reached from here. What they would save, a source's own test tells."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime

from mmbackup.models import Server, Site, Source
from mmbackup.services.diagnostics.finding import Finding, bad, good, unknown
from mmbackup.services.hosts.greet import greet

MEND = "Mount or mend it, or change the source under Server Administration > Messaging Servers."
CONNECT = "Open its connection under Server Administration > Messaging Servers, and go through it again."
ASK = "Test the source under Server Administration > Messaging Servers."


def sources(site: Site, _now: datetime) -> Iterator[Finding]:
    found = list(Source.objects.filter(item__server__site=site).select_related("item__server"))
    if not found:
        yield bad("No source is configured: there is nothing to save.", "Add one under Messaging Servers.")
        return
    yield from map(
        _of_host, dict.fromkeys(source.item.server for source in found if source.item.server.address)
    )
    found = [source for source in found if not source.item.server.address]
    reached = 0
    for source in found:
        finding = _of_source(source)
        if finding is None:
            reached += 1
        else:
            yield finding
    if reached:
        yield good(f"{reached} of {len(found)} sources can be reached.")


def _of_host(server: Server) -> Finding:
    """Another machine: whether it answers. What it would save, a test of each source tells."""
    answers, lines = greet(server=server)
    if answers:
        return good(f"{server.name} answers at {server.address}.")
    return bad(f"{server.name} at {server.address} does not answer: {' / '.join(lines)}", CONNECT)


def _of_source(source: Source) -> Finding | None:
    """None when it can be reached."""
    name = f"{source.item.server.name} / {source.item.slug} / {source.name}"
    match source.kind:
        case "files":
            faults = [
                fault for root in source.settings.get("roots", ()) if (fault := _fault_of_root(str(root)))
            ]
            return bad(f"{name}: {'; '.join(faults)}", MEND) if faults else None
        case "command":
            program = str(next(iter(source.settings.get("argv", ())), ""))
            return None if shutil.which(program) else bad(f"{name}: there is no program {program}", MEND)
    return unknown(f"{name}: a source of the kind {source.kind} is not asked here.", ASK)


def _fault_of_root(root: str) -> str:
    """Empty when it can be listed."""
    try:
        if os.path.isdir(root):
            with os.scandir(root) as entries:
                next(entries, None)
        else:
            os.stat(root)
    except OSError as error:
        return f"{root}: {error.strerror}"
    return ""
