"""An office of three servers: MSS1 is this machine, MAS1 and MAS2 are others."""

import os
from pathlib import Path
from random import Random

from django.utils import timezone

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Server, Site
from mmbackup.services.configuration import import_configuration
from mmbackup.services.hosts.of_server import folder_of
from mmbackup.services.restore.request_restore import queue_restore
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import queued_run
from tests.messaging.far_machine import DATA, FarMachine
from tests.restore_site import asked

_FILES, _SIZE = 40, 500_000

_SITE = """
[site]
name = "Two offices"
[schedule]
enabled = false
drive = "Disk"
[[pools]]
name = "nightly"
label_blank = true
[[drives]]
name = "Disk"
kind = "emulated"
path = "{folder}/shelf"
media = [{{ name = "A", capacity = "500 MB" }}]
[[servers]]
name = "MSS1"
kind = "MSS"
[[servers.sources]]
item = "messages"
name = "mail"
kind = "files"
roots = ["{folder}/mail"]
"""
_MAS = """
[[servers]]
name = "{name}"
kind = "MAS"
address = "{machine.address}"
user = "root"
host_key = "{machine.host_key}"
most_a_second = "4 MB"
[[servers.sources]]
item = "caller-applications"
name = "applications"
kind = "files"
roots = ["{data}/applications"]
stall_limit = {stall}
[[servers.sources]]
item = "prompts-file"
name = "prompts"
kind = "files"
roots = ["{data}/prompts"]
stall_limit = {stall}
[[servers.sources]]
item = "system-state"
name = "state"
kind = "system"
parts = ["accounts"]
stall_limit = {stall}
"""


class Office:
    """files: of each other machine by path, as they were made; mail: the same of this one.

    stall: the seconds for which a source may be silent.
    """

    def __init__(self, folder: Path, machines: dict[str, FarMachine], stall: int) -> None:
        self.folder = folder
        self.machines = machines
        self._stall = stall
        self.files = {name: _fill(machine, name) for name, machine in machines.items()}
        (folder / "mail").mkdir()
        self.mail = {str(folder / "mail" / str(number)): os.urandom(20_000) for number in range(30)}
        for path, content in self.mail.items():
            Path(path).write_bytes(content)
        self.site = self._configured()
        Shelf(str(folder / "shelf")).insert("A")

    def night(self) -> Run:
        return run_backup(run_id=queued_run(self.site, at=timezone.now()).pk, clock=timezone.now)

    def restored(self) -> dict[str, dict[str, bytes]]:
        """Each server's files by the path that they had there."""
        back = self.folder / "back"
        run = queue_restore(asked=asked(self.site, back), by="ada", now=timezone.now())
        assert run_backup(run_id=run.pk, clock=timezone.now).outcome == Outcome.FULL
        return {server.name: _tree(server) for server in back.iterdir()}

    def _configured(self) -> Site:
        text = _SITE.format(folder=self.folder)
        for name, machine in self.machines.items():
            text += _MAS.format(name=name, machine=machine, data=DATA, stall=self._stall)
        site = import_configuration(text=text, now=timezone.now())
        for name, machine in self.machines.items():
            key = folder_of(Server.objects.get(name=name)) / "id_ed25519"
            key.write_bytes(machine.identity.read_bytes())
            key.chmod(0o600)
        return site


def _fill(machine: FarMachine, name: str) -> dict[str, bytes]:
    generator = Random(name)
    files = {f"{DATA}/applications/{number}": generator.randbytes(_SIZE) for number in range(_FILES)}
    files |= {f"{DATA}/prompts/{number}.wav": generator.randbytes(5_000) for number in range(20)}
    for path, content in files.items():
        machine.at(path).parent.mkdir(exist_ok=True)
        machine.at(path).write_bytes(content)
    return files


def _tree(server: Path) -> dict[str, bytes]:
    files = [path for path in server.rglob("*") if path.is_file()]
    return {f"/{path.relative_to(server)}": path.read_bytes() for path in files}
