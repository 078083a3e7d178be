"""A set's own account, set.json and verified.json, held against what is known of it from elsewhere."""

import hashlib
from dataclasses import dataclass, replace

from mmbackup.engine.errors import FormatError, MediumDamaged, MediumLost
from mmbackup.engine.format.backup_set import read_verification
from mmbackup.engine.format.set_account import (
    SET_LIMIT,
    SET_NAME,
    VERIFIED_NAME,
    BackupSet,
    SetFile,
    Verification,
)
from mmbackup.engine.format.set_text import decode
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.checking.comparing import Fault
from mmbackup.engine.operations.checking.job import WantedSet


@dataclass(frozen=True, slots=True)
class Account:
    """backup_set is None when set.json cannot be read; size and sha256 are set.json's as it lies there."""

    folder: str
    backup_set: BackupSet | None = None
    size: int = 0
    sha256: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def files(self) -> list[SetFile]:
        """All that is to be compared; set.json is read once more, with the others."""
        listed = self.backup_set.files if self.backup_set else ()
        return [*listed, SetFile(SET_NAME, self.size, self.sha256)]

    @property
    def bytes(self) -> int:
        return sum(file.size for file in self.files)


def read_account(
    medium: Medium, folder: str, medium_uuid: str, known: WantedSet | None, limit: int = SET_LIMIT
) -> Account:
    """MediumLost when the medium is gone; whatever else is wrong is a fault of the account."""
    path = f"{folder}/{SET_NAME}"
    try:
        content = _read_bounded(medium, path, limit)
        backup_set = decode(path, content)
    except (FormatError, MediumDamaged) as error:
        return Account(folder, faults=(Fault(SET_NAME, str(error)),))
    except MediumLost as error:
        medium.check()
        return Account(folder, faults=(Fault(SET_NAME, f"{path} cannot be read back: {error}"),))
    sha256 = hashlib.sha256(content).hexdigest()
    account = Account(folder, backup_set, len(content), sha256)
    faults = [*_faults_of_place(account, medium_uuid, known), *_faults_of_proof(medium, account, known)]
    return _with_proof(medium, replace(account, faults=tuple(faults)))


def _faults_of_place(account: Account, medium_uuid: str, known: WantedSet | None) -> list[Fault]:
    """A whole set in the wrong place is not what was written there."""
    found, path = account.backup_set, f"{account.folder}/{SET_NAME}"
    if found is None:
        return []
    if found.name != account.folder:
        return [Fault(SET_NAME, f"{path} belongs to the set {found.name}")]
    if found.medium_uuid != medium_uuid:
        return [Fault(SET_NAME, f"{path} belongs to another medium, {found.medium_name}")]
    if known is not None and (found.uuid, found.part) != (known.uuid, known.part):
        return [Fault(SET_NAME, f"{path} belongs to another set than the one that was written here")]
    return []


def _faults_of_proof(medium: Medium, account: Account, known: WantedSet | None) -> list[Fault]:
    """What the server's records and verified.json say of set.json's bytes."""
    faults = []
    if known is not None and known.sha256 and known.sha256 != account.sha256:
        faults.append(
            Fault(SET_NAME, f"{account.folder}/{SET_NAME} reads back with other bytes than were written")
        )
    proof = _proof(medium, account.folder)
    if isinstance(proof, Fault):
        faults.append(proof)
    elif proof is not None and proof.set_sha256 != account.sha256 and not faults:
        faults.append(_disagreement(account, is_known=bool(known and known.sha256)))
    return faults


def _disagreement(account: Account, *, is_known: bool) -> Fault:
    """Which of the two has changed, if that is known."""
    proof = f"{account.folder}/{VERIFIED_NAME}"
    if is_known:
        return Fault(VERIFIED_NAME, f"{proof} speaks of another {SET_NAME} than the one that was written")
    words = f"{account.folder}/{SET_NAME} is not the one that {VERIFIED_NAME} speaks of"
    return Fault(SET_NAME, f"{words}: one of the two has changed")


def _proof(medium: Medium, folder: str) -> Verification | Fault | None:
    try:
        return read_verification(medium, folder)
    except (FormatError, MediumDamaged) as error:
        return Fault(VERIFIED_NAME, str(error))
    except MediumLost as error:
        medium.check()
        return Fault(VERIFIED_NAME, f"{folder}/{VERIFIED_NAME} cannot be read back: {error}")


def _with_proof(medium: Medium, account: Account) -> Account:
    """With the verification that speaks of this very set.json."""
    proof = None if account.faults else _proof(medium, account.folder)
    if account.backup_set is None or not isinstance(proof, Verification):
        return account
    return replace(account, backup_set=account.backup_set._replace(verification=proof))


def _read_bounded(medium: Medium, path: str, limit: int) -> bytes:
    content = bytearray()
    for chunk in medium.read_back(path):
        content += chunk
        if len(content) > limit:
            raise FormatError(f"{path} is broken: it is larger than {limit:,} bytes")
    return bytes(content)
