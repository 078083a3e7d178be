"""Cyrus IMAP: its partitions, what it knows of its mailboxes, sieve scripts and its configuration."""

from collections.abc import Iterator

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts, Instance
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.parts.tls import pair
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved
from mmbackup.engine.profiles.templates import is_plain
from mmbackup.engine.sources.subscribers_setting import KEY

_MAIL = (
    "Cyrus says its mail lies in these partitions: a file a message, with flags in Cyrus's own indexes, "
    "which are saved as they lie; run reconstruct after a restore"
)
_KNOWN = (
    "Cyrus knows here which mailboxes there are, whose, and who has read what; ctl_cyrusdb keeps consistent "
    "copies in db.backup1 and db.backup2"
)
_REBUILT = [
    "proc/*",
    "socket/*",
    "lock/*",
    "log/*",
    "deliver.db",
    "tls_sessions.db",
    "statuscache.db",
    "ptscache.db",
]
_SQUAT = ["cyrus.squat"]
_SEARCH = "searchpartition"
_YES, _NO = ("yes", "true", "on", "y", "t", "1"), ("", "no", "false", "off", "n", "f", "0")


def cyrus(facts: Facts, kind: ServerKind) -> Part:
    found = facts.of("cyrus")
    proposals = [each for instance in found for each in _of_one(instance, kind)]
    unsaved = [each for instance in found for each in _unsaved(instance)]
    return Part(tuple(proposals), tuple(unsaved))


def _of_one(instance: Instance, kind: ServerKind) -> Iterator[Proposal]:
    said = _told(instance)
    partitions = [said[key] for key in said if "partition-" in key and not key.startswith(_SEARCH)]
    roots = [path for path in dict.fromkeys(partitions) if is_plain(path)]
    if roots:
        settings = {"roots": roots, "exclude": _SQUAT, KEY: _whose(said)}
        yield Proposal(items.MESSAGES, "mail", "files", settings, _MAIL)
    if is_plain(known := said.get("configdirectory", "")):
        settings = {"roots": [known], "exclude": _REBUILT}
        yield Proposal(items.subscribers(kind), "mailboxes", "files", settings, _KNOWN)
    if is_plain(sieve := said.get("sievedir", "")):
        reason = "Cyrus runs these filters when mail comes in: answers, forwardings, folders"
        yield Proposal(items.greetings(kind), "filters", "files", {"roots": [sieve]}, reason)
    passwords = {"roots": [said.get("sasl_sasldb_path", "/etc/sasldb2")]}
    yield Proposal(
        items.subscribers(kind),
        "passwords",
        "files",
        passwords,
        "who may sign in, where SASL keeps it",
        if_any=True,
    )
    own = {"roots": [instance.configuration, "/etc/cyrus.conf"]}
    yield Proposal(items.configuration(kind), "cyrus", "files", own, "how Cyrus is set up")
    tls = [said.get(key, "") for key in ("tls_server_cert", "tls_server_key")]
    yield from pair("cyrus", [path for path in tls if is_plain(path)], kind)


def _whose(said: dict[str, str]) -> list[str]:
    """Mailboxes by name. Those that Cyrus 3.6 and later keep by a number of their own fit none of these."""
    is_sorted = said.get("hashimapspool", "").lower() in _YES
    own = "{hash}/user/{user}/" if is_sorted else "user/{user}/"
    if said.get("virtdomains", "").lower() in _NO:
        return [own]
    return [own, ("domain/{hash}/{domain}/" if is_sorted else "domain/{domain}/") + own]


def _unsaved(instance: Instance) -> Iterator[Unsaved]:
    said = _told(instance)
    for key, path in said.items():
        if key.startswith(_SEARCH):
            yield Unsaved(path, "an index for searching, which squatter makes again")
    folder = said.get("configdirectory", "")
    yield Unsaved(f"proc, socket, lock and log in {folder}", "Cyrus makes them anew at each start")
    yield Unsaved(
        f"deliver.db, tls_sessions.db, statuscache.db in {folder}", "caches that fill by themselves"
    )


def _told(instance: Instance) -> dict[str, str]:
    parted = (line.partition(":") for line in instance.words.splitlines())
    return {key.strip(): value.strip() for key, colon, value in parted if colon}
