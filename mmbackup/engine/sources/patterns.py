"""Include and exclude patterns: shell globs over the path below the root, and over the base name.

A pattern matches when it fits the whole path relative to the root ("*" also crosses "/"), or the base name
alone. Names are bytes, so any name can be matched; a "/" at a pattern's end is ignored.
"""

import fnmatch
import os
import re
from collections.abc import Sequence


class Patterns:
    """A list of patterns; an empty one matches nothing."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._match = re.compile(b"|".join(map(_expression, patterns))).match if patterns else None

    def __bool__(self) -> bool:
        return self._match is not None

    def match(self, relative: bytes, name: bytes) -> bool:
        return self._match is not None and bool(self._match(relative) or self._match(name))


def _expression(pattern: str) -> bytes:
    # Latin-1 maps each byte to one character and back, so that the translation keeps bytes apart
    text = os.fsencode(pattern.rstrip("/")).decode("latin-1")
    return fnmatch.translate(text).encode("latin-1")
