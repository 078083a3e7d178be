"""Where Dovecot's mailboxes lie, by its own words: each of its locations, as the kind of source that fits.

(https://doc.dovecot.org/2.3/configuration_manual/mail_location/; since 2.4 mail_driver and mail_path)
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mmbackup.engine.profiles.facts import Instance
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.parts.dovecot_home import Home, home_of
from mmbackup.engine.profiles.parts.dovecot_subscribers import subscribers_below
from mmbackup.engine.profiles.parts.homes import in_homes
from mmbackup.engine.profiles.proposal import Proposal, Unsaved
from mmbackup.engine.profiles.sections import Setting
from mmbackup.engine.sources.subscribers_setting import KEY

_KINDS = {"maildir": "maildir", "mbox": "mbox"}
_AS_FILES = {
    "mdbox": "messages share files, and Dovecot's index alone tells which is whose: both are saved as they "
    "lie, so let the night run while little mail comes in; run doveadm force-resync after a restore",
    "sdbox": "a file a message, whose flags stand in Dovecot's index alone: both are saved as they lie; run "
    "doveadm force-resync after a restore",
    "dbox": "Dovecot's own format, saved as it lies; run doveadm force-resync after a restore",
}
_KEPT_BESIDE = ("CONTROL", "ALT")  # subscriptions and identities of messages; messages moved to slower disks
_LOCKS = ["*.lock"]


class Location(NamedTuple):
    driver: str
    path: str
    options: dict[str, str]


@dataclass(frozen=True, slots=True)
class Mail:
    home: Home
    proposals: tuple[Proposal, ...]
    unsaved: tuple[Unsaved, ...]
    gaps: dict[str, str] = field(default_factory=dict)


def mail_of(instance: Instance, settings: list[Setting]) -> Mail:
    home = home_of(instance, settings)
    locations = list(_locations(instance, settings))
    proposals: list[Proposal] = []
    for location in locations:
        for proposal in _proposals(location, home, is_only=len(locations) == 1):
            if all(proposal.settings != other.settings for other in proposals):
                proposals.append(proposal)
    unsaved = tuple(
        Unsaved(index, "indexes that Dovecot makes anew from the mail itself")
        for location in locations
        if location.driver not in _AS_FILES and (index := home.at(location.options.get("INDEX", "")))
    )
    return Mail(home, tuple(proposals), unsaved, {} if proposals else {items.MESSAGES: home.why_unknown})


def _locations(instance: Instance, settings: list[Setting]) -> Iterator[Location]:
    values = instance.values
    if values.get("mail_driver"):
        yield Location(values["mail_driver"], values.get("mail_path", ""), {})
    told = [values.get("mail_location", "")]
    told += [each.value for each in settings if each.key == "location" and each.section[:1] == ("namespace",)]
    for text in told:
        driver, colon, rest = text.partition(":")
        if colon:
            path, *options = rest.split(":")
            yield Location(driver, path, dict(option.partition("=")[::2] for option in options))


def _proposals(location: Location, home: Home, *, is_only: bool) -> Iterator[Proposal]:
    """is_only: no other one may lie within it, whose folders would be taken for subscribers."""
    told = location.options
    paths = [location.path, *(told[key] for key in _KEPT_BESIDE if told.get(key))]
    if location.driver in _AS_FILES and told.get("INDEX"):
        paths.append(told["INDEX"])
    roots = list(dict.fromkeys(root for path in paths if (root := home.at(path))))
    if roots:
        whole = [home.whole(path) for path in paths if home.at(path)]
        yield _of_roots(location, roots, subscribers_below(whole) if is_only else [])
    for path in paths:
        if home.is_of_system and (name := home.below_it(path)):
            yield in_homes(name, _says(location))
    if inbox := home.at(told.get("INBOX", "")):
        yield Proposal(items.MESSAGES, "inboxes", "mbox", {"roots": [inbox]}, _says(location))


def _of_roots(location: Location, roots: list[str], subscribers: list[str]) -> Proposal:
    kind = _KINDS.get(location.driver, "files")
    settings: dict[str, object] = {"roots": roots}
    if kind == "files":
        settings["exclude"] = _LOCKS
    if subscribers:
        settings[KEY] = subscribers
    return Proposal(items.MESSAGES, "mail", kind, settings, _says(location))


def _says(location: Location) -> str:
    says = f"Dovecot says its mail lies in {location.driver}:{location.path}"
    why = _AS_FILES.get(location.driver)
    return f"{says}; {why}" if why else says
