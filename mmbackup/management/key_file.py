"""A key file as age writes it: comments, and secret keys on lines of their own."""

from mmbackup.engine.errors import WrongKey
from mmbackup.engine.format.decryption import identities_in

LONGEST = 64 * 1024


def secret_in(path: str) -> str:
    """The file's text. Raise WrongKey for one that cannot be read, or holds no key."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(LONGEST)
    except OSError as error:
        raise WrongKey(f"the key file {path} cannot be read ({error.strerror})") from error
    if not identities_in(text):
        raise WrongKey(f"the key file {path} holds no key")
    return text
