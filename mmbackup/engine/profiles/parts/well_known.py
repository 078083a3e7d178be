"""Folders in which messages mostly lie, where no program says so."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.proposal import Part, Proposal

_MAIL = ("/var/vmail", "/srv/mail", "/srv/vmail", "/var/mail/vhosts")


def well_known(_facts: Facts, kind: ServerKind) -> Part:
    reason = "folders of this name mostly hold mailboxes"
    spool = "accounts' mail mostly lies here, a file for each"
    local = "what was put there by hand"
    return Part(
        (
            Proposal(items.MESSAGES, "mail", "maildir", {"roots": list(_MAIL)}, reason, if_any=True),
            Proposal(items.MESSAGES, "spool", "mbox", {"roots": ["/var/mail"]}, spool, if_any=True),
            Proposal(
                items.applications(kind), "local", "files", {"roots": ["/usr/local/etc"]}, local, if_any=True
            ),
            Proposal(
                items.configuration(kind), "etc", "files", {"roots": ["/etc"]}, "how the host is set up"
            ),
        ),
        (),
        {items.MESSAGES: "no program says where messages lie: name their folder as a source"},
    )
