"""Puts copies of SQLite databases back into their places, while no program has them open."""

import os

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.format.names import one_line
from mmbackup.engine.sources.port import Manner, Output, Programs, PutBack, ServerMust, Settings
from mmbackup.engine.sources.putting_back.in_use import holders_of
from mmbackup.engine.sources.putting_back.one_file import Place, foretell, put_file
from mmbackup.engine.sources.settings_faults import texts

_BESIDE = ("-wal", "-shm", "-journal")


class SqlitePutsBack:
    """A database that is not there any more is made in its folder, which must be there."""

    def left_out(self, name: str, settings: Settings) -> str:
        return (
            "" if name in texts(settings, "databases") else "its source does not name this database any more"
        )

    def way(self, settings: Settings) -> str:  # noqa: ARG002 - PutsBack
        return "as the file it was, while no program has it open"

    def turn(self, name: str) -> int:  # noqa: ARG002 - PutsBack
        return 0

    def server_must(self, settings: Settings) -> ServerMust:  # noqa: ARG002 - PutsBack
        return ServerMust.STAND_STILL

    def is_ready(self, settings: Settings, programs: Programs) -> bool:  # noqa: ARG002 - PutsBack
        """Asked of each database alone, when it is put back."""
        return True

    def check(self, output: Output, settings: Settings, programs: Programs) -> None:  # noqa: ARG002 - PutsBack
        argv = ["sqlite3", "-batch", "-readonly", "-safe", f"file:{_quoted(output.path)}?immutable=1"]
        said = programs.run([*argv, "PRAGMA integrity_check(10)"])
        if said.strip() != b"ok":
            raise CommandFailed(f"SQLite finds it damaged: {one_line(said.decode(errors='replace')[:300])}")

    def changes(self, output: Output, manner: Manner, programs: Programs) -> PutBack:  # noqa: ARG002 - PutsBack
        return foretell(_place(output), manner.existing, manner.ending)

    def put_back(self, output: Output, manner: Manner, programs: Programs) -> PutBack:
        foretold = self.changes(output, manner, programs)
        if foretold.kept:
            return foretold
        folder, name = os.path.split(output.name)
        names = (name, *(name + beside for beside in _BESIDE))
        if holders := holders_of(folder, names):
            raise CommandFailed(
                f"{', '.join(holders[:5])} has it open: stop what uses it, or have it stopped"
            )
        return put_file(output.path, _place(output), manner.existing, manner.ending)


def _place(output: Output) -> Place:
    return Place(output.name, _BESIDE)


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
