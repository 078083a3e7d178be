"""OpenLDAP: each directory's entries as LDIF, and its configuration."""

import base64
import binascii

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts, Instance
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved

_USUAL = "/etc/ldap/slapd.d"
_CONFIGURATION_SUFFIXES = ("cn=config", "cn=monitor")
_OLD = (
    "OpenLDAP runs by {file}: slaptest -f {file} -F FOLDER makes a folder of it, which slapcat "
    "reads; or name the directory's address as a source"
)


def openldap(facts: Facts, kind: ServerKind) -> Part:
    folders = [each for each in facts.of("slapd") if not each.configuration.endswith(".conf")]
    files = [each for each in facts.of("slapd") if each.configuration.endswith(".conf")]
    gaps = {items.subscribers(kind): _OLD.format(file=files[0].configuration)} if files else {}
    proposals = [proposal for each in folders if (proposal := _directory(each, kind))]
    return Part(tuple(proposals), tuple(one for each in folders for one in _unsaved(each)), gaps)


def _directory(instance: Instance, kind: ServerKind) -> Proposal | None:
    suffixes = [suffix for suffix in _told(instance, "olcSuffix") if suffix not in _CONFIGURATION_SUFFIXES]
    if not suffixes:
        return None
    settings: dict[str, object] = {"suffixes": suffixes, "configuration": True}
    if instance.configuration != _USUAL:
        settings["folder"] = instance.configuration
    reason = "OpenLDAP says it holds these entries; slapcat reads them while it runs"
    return Proposal(items.subscribers(kind), "directory", "ldap", settings, reason)


def _unsaved(instance: Instance) -> list[Unsaved]:
    reason = "OpenLDAP's database files, half of a change in them perhaps: what they hold is saved as LDIF"
    return [Unsaved(folder, reason) for folder in _told(instance, "olcDbDirectory")]


def _told(instance: Instance, key: str) -> list[str]:
    """A value that is not plain stands as base64 behind two colons."""
    found = []
    for line in instance.words.splitlines():
        name, _, value = line.partition(":")
        if name == key and value:
            found.append(_plain(value[1:].strip()) if value.startswith(":") else value.strip())
    return [value for value in found if value]


def _plain(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
