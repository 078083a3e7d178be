"""What the process that opens files is asked: a path, and of what a program said, who takes it back."""

import json
import os
from collections.abc import Mapping
from typing import NamedTuple


class ToOpen(NamedTuple):
    """kind and settings are those of its source as it is configured now, name is its dump's.

    Without a kind it is opened by its content.
    """

    path: bytes
    kind: str = ""
    name: str = ""
    settings: Mapping[str, object] = {}

    def packed(self) -> bytes:
        """One line of text, without a zero byte."""
        return json.dumps([os.fsdecode(self.path), self.kind, self.name, dict(self.settings)]).encode()


def unpacked(packed: bytes) -> ToOpen:
    path, kind, name, settings = json.loads(packed)
    return ToOpen(os.fsencode(path), kind, name, settings)
