"""The medium in the drive: does the plan still want it, and is the set on it the one that is known?"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from mmbackup.engine.errors import FormatError, KeyNeeded, MediumDamaged, SetNotOnMedium, WrongKey
from mmbackup.engine.format.identity import Identity, read_identity
from mmbackup.engine.format.set_account import SET_LIMIT, SET_NAME
from mmbackup.engine.format.set_text import decode
from mmbackup.engine.index.shapes import PlannedPart
from mmbackup.engine.media.port import DriveSpec, Medium
from mmbackup.engine.media.registry import open_drive


class Accepted(NamedTuple):
    """recipients are those that the set is encrypted to; none: it is plain."""

    medium: Medium
    identity: Identity
    part: PlannedPart
    recipients: tuple[str, ...]


def accept(drive: DriveSpec, wanted: Sequence[PlannedPart]) -> Accepted:
    """The open medium and the part that it brings; a MediumError says why it brings none."""
    medium = open_drive(drive).open()
    try:
        identity = _identity(medium, drive)
        part, recipients = _part(medium, identity, wanted)
    except BaseException:
        medium.close()
        raise
    return Accepted(medium, identity, part, recipients)


def _identity(medium: Medium, drive: DriveSpec) -> Identity:
    try:
        identity = read_identity(medium)
    except FormatError as error:
        raise SetNotOnMedium(f"the medium in drive {drive.name} cannot be trusted: {error}") from error
    if identity is None:
        raise SetNotOnMedium(f"the medium in drive {drive.name} has no label of ours")
    return identity


def _part(
    medium: Medium, identity: Identity, wanted: Sequence[PlannedPart]
) -> tuple[PlannedPart, tuple[str, ...]]:
    """The first of its sets that is wanted and is as it is known."""
    here = [part for part in wanted if part.medium_uuid == identity.uuid]
    if not here:
        names = ", ".join(dict.fromkeys(part.medium_name for part in wanted))
        raise SetNotOnMedium(f"medium {identity.name} is not asked for; still to come: {names}")
    faults = []
    for part in here:
        try:
            return part, read_recipients(medium, part.set_name, part.set_sha256)
        except (SetNotOnMedium, FormatError, MediumDamaged) as error:
            faults.append(error)
    raise SetNotOnMedium(f"medium {identity.name}: {faults[0]}")


def read_recipients(medium: Medium, folder: str, sha256: str) -> tuple[str, ...]:
    """Of the set in this folder, which must be the one that is known; sha256 empty: any."""
    path = f"{folder}/{SET_NAME}"
    if not medium.exists(path):
        raise SetNotOnMedium(f"the set {folder} does not lie on it any more")
    content = medium.read_small(path, SET_LIMIT)
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        raise SetNotOnMedium(
            f"the set {folder} on it is not the one that is known here; import the medium anew"
        )
    return decode(path, content).recipients


def check_key(accepted: Accepted, identities: Sequence[str]) -> None:
    """Before anything is stopped for it. KeyNeeded without one, WrongKey if none is of those it takes."""
    if not accepted.recipients:
        return
    name = accepted.part.set_name
    if not identities:
        raise KeyNeeded(f"the set {name} is encrypted, and no key was given")
    from mmbackup.engine.format.decryption import public_of  # noqa: PLC0415 - costs time, and few sets need it

    if not any(public_of(identity) in accepted.recipients for identity in identities):
        raise WrongKey(f"the set {name} is encrypted to other keys than the one given")
