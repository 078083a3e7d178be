"""The portal's static files, looked for once in a process, and not by each client of a test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from whitenoise.middleware import WhiteNoiseMiddleware


@contextmanager
def looked_for_once() -> Iterator[None]:
    """Those of the finders, which are the same all the time; what lies in STATIC_ROOT is seen anew."""
    look: Callable[[WhiteNoiseMiddleware], None] = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, object] = {}

    def add_files_from_finders(self: WhiteNoiseMiddleware) -> None:
        if not found:
            before, self.files = self.files, {}
            look(self)
            found.update(self.files)
            self.files = before
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files_from_finders)
        yield
