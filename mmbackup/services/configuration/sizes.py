"""Sizes as a configuration says them."""

import re

_UNITS = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS |= {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([kKMGT]i?B|B)")


def size_in_bytes(text: str) -> int:
    """Raise ValueError for what is not a size such as "4.7 GB"."""
    found = _SIZE.fullmatch(text)
    if found is None or found[2] not in _UNITS:
        raise ValueError('must be a size such as "4.7 GB" or "60 MB"')
    size = round(float(found[1]) * _UNITS[found[2]])
    if size == 0:
        raise ValueError("must be more than nothing")
    return size
