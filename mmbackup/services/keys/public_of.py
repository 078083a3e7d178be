"""Which public key a secret one belongs to."""

from mmbackup.engine.errors import WrongKey
from mmbackup.engine.format import decryption


def one_secret(text: str) -> str:
    """The one secret key of a key file, or of what people typed; WrongKey for none, or for several."""
    if not text.strip():
        raise WrongKey("no key was given")
    secrets = decryption.identities_in(text)
    if len(secrets) > 1:
        raise WrongKey("these are several keys; give the one that opens the backup")
    return secrets[0]


def public_of(secret: str) -> str:
    """WrongKey for what is none."""
    return decryption.public_of(one_secret(secret))
