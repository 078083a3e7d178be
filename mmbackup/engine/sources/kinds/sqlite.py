"""The kind "sqlite": database files, copied by SQLite's online backup while programs go on writing.

databases (list of absolute paths).
"""

from collections.abc import Iterator

from mmbackup.engine.sources.port import Dump, Settings, Teller
from mmbackup.engine.sources.putting_back.sqlite import SqlitePutsBack
from mmbackup.engine.sources.settings_faults import faults_of_paths, texts, unknown_keys


class Sqlite(SqlitePutsBack):
    """A copy of the files themselves might catch one half of a change."""

    def faults(self, settings: Settings) -> list[str]:
        return faults_of_paths(settings, "databases", needed=True) + unknown_keys(settings, ("databases",))

    def dumps(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        for path in texts(settings, "databases"):
            yield Dump(path, teller.request("sqlite-copy", path))
