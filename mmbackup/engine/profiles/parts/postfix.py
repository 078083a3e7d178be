"""Postfix: its queue, its configuration, the tables of aliases and addresses, and mailboxes of its own."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts, Instance
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.parts.tls import pair
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved
from mmbackup.engine.profiles.sections import flat
from mmbackup.engine.profiles.templates import is_plain

_TABLES = (
    "alias_maps",
    "virtual_alias_maps",
    "virtual_mailbox_maps",
    "virtual_mailbox_domains",
    "transport_maps",
    "canonical_maps",
    "relocated_maps",
    "sender_bcc_maps",
    "recipient_bcc_maps",
)
_OF_FILES = ("hash", "btree", "lmdb", "cdb", "dbm", "sdbm", "texthash", "regexp", "pcre", "cidr")
_TLS = ("smtpd_tls_cert_file", "smtpd_tls_key_file", "smtpd_tls_chain_files")
_USUAL = "/etc/postfix"


def postfix(facts: Facts, kind: ServerKind) -> Part:
    proposals = [each for instance in facts.of("postfix") for each in _of_one(instance, kind)]
    unsaved = [Unsaved(*each) for each in _UNSAVED] if proposals else []
    return Part(tuple(proposals), tuple(unsaved))


def _of_one(instance: Instance, kind: ServerKind) -> list[Proposal]:
    said, folder = flat(instance.words), instance.configuration
    found = [
        _queue(folder, said.get("queue_directory", ""), kind),
        _files(items.configuration(kind), "postfix", [folder], "how Postfix is set up"),
        _files(
            items.subscribers(kind), "addresses", _tables(said), "aliases and addresses that Postfix looks up"
        ),
        _files(
            items.prompts(kind),
            "bounces",
            [said.get("bounce_template_file", "")],
            "what Postfix writes to senders, in your own words",
        ),
        *_mailboxes(said),
        *pair("postfix", [path for key in _TLS for path in _words(said.get(key, ""))], kind),
    ]
    return [each for each in found if each]


def _queue(configuration: str, folder: str, kind: ServerKind) -> Proposal | None:
    if not is_plain(folder):
        return None
    settings = {"folder": folder, "mailer": "postfix"}
    if configuration != _USUAL:
        settings["configuration"] = configuration
    reason = f"Postfix says its queue lies in {folder}: mail that it accepted and has not delivered yet"
    return Proposal(items.waiting(kind), "queue", "queue", settings, reason)


def _tables(said: dict[str, str]) -> list[str]:
    """Text files alone: what postmap made of them, it makes again."""
    tables = [word for key in _TABLES for word in _words(said.get(key, ""))]
    parted = [table.removeprefix("proxy:").partition(":") for table in tables]
    return list(dict.fromkeys(path for kind, _, path in parted if kind in _OF_FILES))


def _mailboxes(said: dict[str, str]) -> list[Proposal | None]:
    """Where Postfix delivers by itself. Elsewhere the one that it hands its mail to says where it lies."""
    base, spool = said.get("virtual_mailbox_base", ""), said.get("mail_spool_directory", "")
    found: list[Proposal | None] = []
    if said.get("virtual_mailbox_maps") and said.get("virtual_transport", "virtual") == "virtual":
        found.append(_mail("maildir", "postfix-mailboxes", base, "Postfix delivers into mailboxes below it"))
    if not (said.get("home_mailbox") or said.get("mailbox_transport") or said.get("mailbox_command")):
        found.append(_mail("mbox", "spool", spool, "Postfix delivers into a file for each account here"))
    return found


def _mail(kind: str, name: str, root: str, reason: str) -> Proposal | None:
    made = _files(items.MESSAGES, name, [root], reason)
    return made._replace(kind=kind, if_any=True) if made else None


def _files(item: str, name: str, paths: list[str], reason: str) -> Proposal | None:
    roots = [path for path in paths if is_plain(path)]
    return Proposal(item, name, "files", {"roots": roots}, reason) if roots else None


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


_UNSAVED = (
    ("/var/lib/postfix", "caches of addresses and sessions, which Postfix fills by itself"),
    ("*.db beside Postfix's tables", "postmap makes them again from the text that is saved"),
    ("sockets and process numbers in Postfix's queue folder", "Postfix makes them anew at each start"),
)
