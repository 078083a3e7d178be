"""The kind "command": a program's output, saved as one file. argv (list), output (the file's name)."""

from collections.abc import Iterator

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.sources.port import Dump, Settings, Teller
from mmbackup.engine.sources.settings_faults import faults_of_text_list, texts, unknown_keys


class Command:
    """Of the backup server only: another host answers mmbackup-collect's requests and nothing else."""

    def faults(self, settings: Settings) -> list[str]:
        found = faults_of_text_list(settings, "argv", needed=True)
        output = settings.get("output")
        if not isinstance(output, str) or not output:
            found.append("output: is missing; it is the file name the output is saved under")
        elif "/" in output or not output.isprintable() or output in {".", ".."} or len(output.encode()) > 200:
            found.append(f"output: {output!r} is not a file name")
        return found + unknown_keys(settings, ("argv", "output"))

    def dumps(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        if not teller.is_here:
            raise CommandFailed("a command of one's own is run on the backup server only")
        yield Dump(str(settings["output"]), texts(settings, "argv"))
