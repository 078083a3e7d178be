"""Mail systems in containers, as mailcow and docker-mailserver are: their folders, and volumes by name."""

from collections.abc import Iterator

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved

_OPTIONS = "/etc/mmbackup/mailcow.cnf"
_DATABASE = (
    "write user, password (DBPASS in mailcow.conf) and socket (in the volume mysql-socket-vol-1) under "
    f"[client] into {_OPTIONS}, which only the reading user may read, and look again: its files, copied "
    "while it writes, would be worth nothing"
)
_REBUILT = {
    "vmail-index-vol-1": "indexes that Dovecot makes anew from the mail itself",
    "clamd-db-vol-1": "signatures of viruses, which are fetched again",
    "sogo-web-vol-1": "files of the web mail's own, which come with its image",
    "solr-vol-1": "an index for searching, which is made again",
    "mysql-socket-vol-1": "a socket, which is made anew at each start",
}
_STATES = {
    "crypt-vol-1": ("mail-keys", "secret keys by which the mail is encrypted: without them nobody reads it"),
    "rspamd-vol-1": ("spam-filter", "what the spam filter has learnt"),
    "redis-vol-1": ("redis", "as Redis last wrote it: what the spam filter has learnt, and settings"),
}


def mailcow(facts: Facts, kind: ServerKind) -> Part:
    proposals = [*_mailcow(facts, kind), *_mailserver(facts, kind)]
    unsaved = [
        Unsaved(path, _REBUILT[end])
        for name, path in facts.volumes.items()
        if (end := name.partition("_")[2]) in _REBUILT
    ]
    if facts.of("mailcow") and not any(each.connection == _OPTIONS for each in facts.databases_of("mysql")):
        unsaved.insert(0, Unsaved("mailcow's database: mailboxes, aliases, passwords, calendars", _DATABASE))
    unsaved.append(
        Unsaved("images of containers", "they are fetched again, by the version that is configured")
    )
    return Part(tuple(proposals), tuple(unsaved) if proposals else ())


def _mailcow(facts: Facts, kind: ServerKind) -> Iterator[Proposal]:
    folders = [each.configuration for each in facts.of("mailcow")]
    if not folders:
        return
    reason = "how mailcow is set up, with its certificates and secret keys"
    yield Proposal(items.configuration(kind), "mailcow", "files", {"roots": folders}, reason)
    for path in _volumes(facts, "vmail-vol-1"):
        yield _mail(path, "mailcow keeps its mail in the volume vmail-vol-1")
    for path in _volumes(facts, "postfix-vol-1"):
        yield _queue(path, kind)
    for end, (name, reason) in _STATES.items():
        for path in _volumes(facts, end):
            yield Proposal(items.configuration(kind), name, "files", {"roots": [path]}, reason)


def _mailserver(facts: Facts, kind: ServerKind) -> Iterator[Proposal]:
    for each in facts.of("docker-mailserver"):
        folder = each.configuration
        own = {"roots": [folder], "exclude": ["docker-data/dms/mail-*"]}
        yield Proposal(
            items.configuration(kind), "mailserver", "files", own, "how docker-mailserver is set up"
        )
        data = f"{folder}/docker-data/dms"
        yield _mail(
            f"{data}/mail-data",
            "docker-mailserver keeps its mail here, unless its compose file says otherwise",
        )
        yield _queue(f"{data}/mail-state/spool-postfix", kind)._replace(if_any=True)


def _mail(path: str, reason: str) -> Proposal:
    return Proposal(items.MESSAGES, "mail", "maildir", {"roots": [path]}, reason)


def _queue(path: str, kind: ServerKind) -> Proposal:
    settings = {"folder": path, "mailer": "postfix"}
    return Proposal(
        items.waiting(kind), "queue", "queue", settings, "mail that Postfix has not delivered yet"
    )


def _volumes(facts: Facts, end: str) -> list[str]:
    """Of compose projects, whose names stand before their volumes'."""
    return [path for name, path in facts.volumes.items() if name.partition("_")[2] == end]
