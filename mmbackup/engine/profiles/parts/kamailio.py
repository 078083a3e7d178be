"""Kamailio: its routes. Its databases are saved with the server that holds them."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved

_REGISTRATIONS = Unsaved(
    "registrations in Kamailio's memory", "telephones register again by themselves within minutes"
)


def kamailio(facts: Facts, kind: ServerKind) -> Part:
    found = facts.of("kamailio")
    folders = list(dict.fromkeys(each.configuration.rpartition("/")[0] for each in found))
    if not folders:
        return Part()
    reason = "what Kamailio does with a call: routes, lists, keys"
    proposals = [Proposal(items.applications(kind), "kamailio", "files", {"roots": folders}, reason)]
    texts = [_folder(word) for each in found for word in each.words.split() if word.startswith("text://")]
    tables = [folder for folder in dict.fromkeys(texts) if folder]
    if tables:
        words = "Kamailio's tables as text files"
        proposals.append(Proposal(items.subscribers(kind), "tables", "files", {"roots": tables}, words))
    return Part(tuple(proposals), (_REGISTRATIONS,))


def _folder(address: str) -> str:
    return address.removeprefix("text://") if address.startswith("text:///") else ""
