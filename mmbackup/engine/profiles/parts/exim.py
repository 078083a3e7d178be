"""Exim: its spool, its configuration, and mailboxes that it delivers into by itself."""

from collections.abc import Iterator

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts, Instance
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.parts.homes import in_homes
from mmbackup.engine.profiles.parts.tls import pair
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved
from mmbackup.engine.profiles.sections import flat
from mmbackup.engine.profiles.templates import fixed_part, is_plain

_CONFIGURATION = ("/etc/exim4", "/etc/exim")
_HOME = "$home/"
_ALIASES = "/etc/aliases"
_UNSAVED = (
    Unsaved("db in Exim's spool", "hints on hosts that could not be reached, which Exim gathers by itself"),
    Unsaved("/var/log/exim4", "logs tell of what was, and nothing is put back from them"),
)


def exim(facts: Facts, kind: ServerKind) -> Part:
    found = facts.of("exim")
    proposals = [each for instance in found for each in _of_one(instance, kind)]
    return Part(tuple(proposals), _UNSAVED if found else ())


def _of_one(instance: Instance, kind: ServerKind) -> Iterator[Proposal]:
    said = flat(instance.words)
    if is_plain(spool := said.get("spool_directory", "")):
        reason = f"Exim says its spool lies in {spool}: mail that it accepted and has not delivered yet"
        settings = {"folder": spool, "mailer": "exim"}
        yield Proposal(items.waiting(kind), "queue", "queue", settings, reason)
    own = {"roots": list(dict.fromkeys((*_CONFIGURATION, instance.configuration)))}
    yield Proposal(items.configuration(kind), "exim", "files", own, "how Exim is set up")
    yield Proposal(
        items.subscribers(kind),
        "addresses",
        "files",
        {"roots": [_ALIASES]},
        "aliases that Exim looks up",
        if_any=True,
    )
    tls = [said.get(key, "") for key in ("tls_certificate", "tls_privatekey")]
    yield from pair("exim", [path for path in tls if is_plain(path)], kind)
    yield from _mailboxes(instance.words)


def _mailboxes(words: str) -> Iterator[Proposal]:
    """Of transports that write files: which of them is used, what lies there tells."""
    for line in words.splitlines():
        key, _, value = line.partition(" = ")
        reason = f"Exim delivers into {value}"
        if key == "file" and (root := fixed_part(value)):
            yield Proposal(items.MESSAGES, "mailboxes", "mbox", {"roots": [root]}, reason, if_any=True)
        elif key == "directory" and value.startswith(_HOME):
            yield in_homes(value.removeprefix(_HOME).strip("/"), reason)
        elif key == "directory" and (root := fixed_part(value)):
            yield Proposal(items.MESSAGES, "mailboxes", "maildir", {"roots": [root]}, reason, if_any=True)
