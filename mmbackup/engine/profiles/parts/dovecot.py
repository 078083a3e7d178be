"""Dovecot: mailboxes where it says that they lie, filters, its configuration and its users."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts, Instance
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.parts.dovecot_mail import Mail, mail_of
from mmbackup.engine.profiles.parts.dovecot_users import users_of
from mmbackup.engine.profiles.parts.tls import pair
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved
from mmbackup.engine.profiles.sections import Setting, settings_in
from mmbackup.engine.profiles.templates import below, is_plain

_CONFIGURATION = ("/etc/dovecot", "/usr/local/etc/dovecot")
_SIEVE = ("sieve", "sieve_dir", "sieve_before", "sieve_after", "sieve_default", "sieve_global", "sieve_user")


def dovecot(facts: Facts, kind: ServerKind) -> Part:
    parts = [_of_one(each, kind) for each in facts.of("dovecot")]
    return Part(
        tuple(proposal for part in parts for proposal in part.proposals),
        tuple(unsaved for part in parts for unsaved in part.unsaved),
        {item: why for part in parts for item, why in part.gaps.items()},
    )


def _of_one(instance: Instance, kind: ServerKind) -> Part:
    settings = list(settings_in(instance.words))
    mail = mail_of(instance, settings)
    roots = tuple(root for each in mail.proposals for root in _roots(each))
    proposals = [*mail.proposals, *_filters(mail, settings, roots, kind), *users_of(settings, kind)]
    proposals += [_own_settings(instance, kind), *_certificates(instance, settings, kind)]
    return Part(tuple(proposals), (*mail.unsaved, *_UNSAVED), mail.gaps)


def _filters(mail: Mail, settings: list[Setting], roots: tuple[str, ...], kind: ServerKind) -> list[Proposal]:
    """Those that do not lie beside the mail, with which they are saved."""
    found = []
    for each in settings:
        if "plugin" in each.section and each.key.rstrip("0123456789") in _SIEVE:
            path = each.value.removeprefix("file:").split(";")[0]
            place = mail.home.at(path)
            if place and not below(place, (*roots, *_CONFIGURATION)) and place not in found:
                found.append(place)
    reason = "Dovecot runs these filters when mail comes in: answers, forwardings, folders"
    return [Proposal(items.greetings(kind), "filters", "files", {"roots": found}, reason)] if found else []


def _own_settings(instance: Instance, kind: ServerKind) -> Proposal:
    folder = instance.configuration.rpartition("/")[0]
    root = folder if folder in _CONFIGURATION else instance.configuration
    return Proposal(items.configuration(kind), "dovecot", "files", {"roots": [root]}, "how Dovecot is set up")


def _certificates(instance: Instance, settings: list[Setting], kind: ServerKind) -> list[Proposal]:
    told = [each.value for each in settings if each.key in {"ssl_cert", "ssl_server_cert_file"}]
    told.append(instance.values.get("ssl_key", ""))
    paths = [value.removeprefix("<").strip() for value in told]
    return pair("dovecot", [path for path in paths if is_plain(path)], kind)


def _roots(proposal: Proposal) -> tuple[str, ...]:
    roots = proposal.settings.get("roots")
    whole = isinstance(roots, list) and "include" not in proposal.settings
    return tuple(map(str, roots)) if whole and isinstance(roots, list) else ()


_UNSAVED = (
    Unsaved("/var/run/dovecot, /run/dovecot", "sockets, which Dovecot makes anew at each start"),
    Unsaved("tmp of each mailbox", "mail that is being delivered: whoever sends it has it still"),
)
