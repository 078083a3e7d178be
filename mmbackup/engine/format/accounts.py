"""Names of local users and groups, read from the two files themselves.

A directory service could hang, and a name that only it knows means nothing on a bare machine; the number is
kept in any case.
"""

from functools import cache

_LONGEST = 31


def user_name(uid: int) -> bytes:
    """Empty when it has none, or none that fits."""
    return _names("/etc/passwd").get(uid, b"")


def group_name(gid: int) -> bytes:
    """Empty when it has none, or none that fits."""
    return _names("/etc/group").get(gid, b"")


@cache
def _names(path: str) -> dict[int, bytes]:
    try:
        with open(path, "rb") as accounts:
            fields = [line.split(b":") for line in accounts]
    except OSError:
        return {}
    found: dict[int, bytes] = {}
    for name, _, number, *_rest in (entry for entry in fields if len(entry) > 2):
        if number.isdigit() and name.isascii() and len(name) <= _LONGEST:
            found.setdefault(int(number), name)
    return found
