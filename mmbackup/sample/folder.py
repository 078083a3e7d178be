"""A folder that is being made: each file with its content and the time it was last changed."""

import os
from datetime import datetime


class Folder:
    def __init__(self, path: str) -> None:
        self.path = path

    def make(self, path: str) -> None:
        os.makedirs(os.path.join(self.path, path), exist_ok=True)

    def write(self, path: str, content: bytes, *, changed_at: datetime) -> None:
        """Folders on the way are made."""
        target = os.path.join(self.path, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(content)
        self.date(path, changed_at)

    def date(self, path: str, changed_at: datetime) -> None:
        seconds = changed_at.timestamp()
        os.utime(os.path.join(self.path, path), (seconds, seconds))

    def date_folders(self, changed_at: datetime) -> None:
        """Last of all, since writing into a folder dates it anew."""
        for path, _, _ in os.walk(self.path, topdown=False):
            self.date(os.path.relpath(path, self.path), changed_at)
