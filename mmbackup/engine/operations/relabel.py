"""Gives a medium with something on it another name and use: what lies on it goes, and only with consent.

The consent is a word that somebody typed after being shown what would be lost. It is checked here, against
the medium that is in the drive now, so that one exchanged meanwhile is not harmed.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from mmbackup.engine.errors import FormatError, WriteProtected, WrongMedium
from mmbackup.engine.format.backup_set import remove_set, set_folders
from mmbackup.engine.format.identity import IDENTITY_NAME, Identity, read_identity
from mmbackup.engine.format.names import medium_name
from mmbackup.engine.format.readme import README_NAME, RESTORE_NAME
from mmbackup.engine.media.port import INCOMPLETE, Medium
from mmbackup.engine.operations.content import shown
from mmbackup.engine.operations.label import HARMLESS, replace_date, write_label

KEPT = {IDENTITY_NAME, README_NAME, RESTORE_NAME} | HARMLESS


class NoConsent(WrongMedium):
    """What was typed is not what is asked for, or another medium is in the drive than the one shown."""

    next_step = "Look at what is in the drive now, and type the word that stands there."


@dataclass(frozen=True, slots=True)
class Consent:
    """seen is the mark of the medium that was shown; typed is what the person typed."""

    seen: str
    typed: str


@dataclass(frozen=True, slots=True)
class Holding:
    """What is in the drive, as far as its new use goes.

    mark tells whether it is still the same; word is to be typed, empty when there is nothing to lose.
    """

    identity: Identity | None
    names: tuple[str, ...]
    mark: str
    word: str


def holding(medium: Medium) -> Holding:
    """An identity that cannot be read counts as foreign data."""
    names = tuple(name for name in medium.names() if name not in HARMLESS)
    try:
        identity = read_identity(medium)
    except FormatError:
        identity = None
    if identity is not None:
        return Holding(identity, names, identity.uuid, identity.name)
    told = "\0".join(names).encode("utf-8", "surrogateescape")
    return Holding(None, names, hashlib.sha256(told).hexdigest(), _word(names))


def check_consent(found: Holding, consent: Consent) -> None:
    if found.word and consent.seen != found.mark:
        raise NoConsent("the medium in the drive is not the one that was shown")
    if found.word and consent.typed.strip() != found.word:
        raise NoConsent(f"to confirm, type {found.word} exactly")


def relabel(
    *,
    medium: Medium,
    name: str,
    pool: str,
    consent: Consent,
    keeps_identity: bool,
    now: datetime,
    replace_after_months: int = 0,
) -> Identity:
    """keeps_identity: it is one we know, and goes on with its age and its count of writes."""
    medium_name(name)
    medium_name(pool)
    found = holding(medium)
    check_consent(found, consent)
    if medium.is_write_protected():
        raise WriteProtected("the medium is write-protected and cannot be labelled anew")
    _remove_all(medium, found)
    identity = _identity(found, name, pool, now, replace_after_months, keeps_identity=keeps_identity)
    write_label(medium, identity)
    return identity


def _identity(
    found: Holding, name: str, pool: str, now: datetime, months: int, *, keeps_identity: bool
) -> Identity:
    if found.identity is not None and keeps_identity:
        return found.identity._replace(name=name, pool=pool)
    return Identity(str(uuid4()), name, pool, now, replace_by=replace_date(now.date(), months))


def _remove_all(medium: Medium, found: Holding) -> None:
    """Whole sets first, each at once; the old label stays until the new one replaces it."""
    for folder in set_folders(medium):
        remove_set(medium, folder)
    kept = KEPT if found.identity is not None else HARMLESS
    for name in medium.names():
        if name not in kept:
            medium.remove(name)


def _word(names: tuple[str, ...]) -> str:
    """The first name that people can type; what we left ourselves asks for none."""
    own = {README_NAME, RESTORE_NAME} | {
        INCOMPLETE + name for name in (README_NAME, RESTORE_NAME, IDENTITY_NAME)
    }
    foreign = [name for name in names if name not in own]
    return shown(foreign[0]) if foreign else ""
