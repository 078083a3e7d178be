"""Which files are private keys, by their names and places alone: what they hold is nobody's to look at."""

from collections.abc import Iterable

ENDINGS = (b".key", b"_key", b".p12", b".pfx", b".jks")
NAMES = (b"id_rsa", b"id_dsa", b"id_ecdsa", b"id_ed25519")
PEM, PEM_BEGINS, PEM_FOLDER = b".pem", b"privkey", b"private"  # other .pem are certificates, most likely
PLACES = (
    b"/etc/ssl",
    b"/etc/letsencrypt",
    b"/etc/pki",
    b"/etc/ssh",
    b"/etc/dovecot",
    b"/usr/local/etc/ssl",
)
_ANY = (*ENDINGS, *NAMES, PEM)


def is_private_key(path: bytes) -> bool:
    """Asked for every file of a backup: most are told apart by their end."""
    if not path.endswith(_ANY):
        return False
    folder, _, name = path.rpartition(b"/")
    if name.endswith(PEM):
        return name.startswith(PEM_BEGINS) or folder.rpartition(b"/")[2] == PEM_FOLDER
    return name.endswith(ENDINGS) or name in NAMES


def lie_where_keys_lie(roots: Iterable[bytes]) -> bool:
    """Whether a host's private keys are among what lies below these, as a rule."""
    return any(_meet(root.rstrip(b"/") + b"/", place + b"/") for root in roots for place in PLACES)


def _meet(one: bytes, other: bytes) -> bool:
    return one.startswith(other) or other.startswith(one)
