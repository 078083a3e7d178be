"""Lists the queue of a mail server, here or on another machine, and sifts what is in it."""

from collections.abc import Callable

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.format.names import escape
from mmbackup.engine.hosts.asking import ask
from mmbackup.engine.hosts.host import Host
from mmbackup.engine.hosts.listed import Listed, listed
from mmbackup.engine.hosts.pace import pace_for
from mmbackup.engine.hosts.teller import HostTeller
from mmbackup.engine.sources.findings import Findings
from mmbackup.engine.sources.port import Settings, SiftedKind
from mmbackup.engine.sources.remote_files import complain, listed_entry

_MOST = 1_000_000  # files: they are known all at once


class QueueFiles:
    """started and alive are those of hosts.asking.ask; host: None for this machine."""

    def __init__(self, host: Host | None, number: int, rank: int) -> None:
        self._host = host
        self._number = number
        self._rank = rank

    def list_all(
        self,
        kind: SiftedKind,
        settings: Settings,
        findings: Findings,
        started: Callable[[int], None],
        alive: Callable[[], None],
    ) -> None:
        """CommandFailed or FormatError when the list cannot be had whole."""
        argv = HostTeller(self._host, started, alive).request(*kind.question(settings))
        name = self._host.address if self._host else "this server"
        found: list[Listed] = []
        complaints = []
        pace = pace_for(self._host)
        for is_complaint, text in ask(name, argv, started=started, alive=alive, pace=pace, explained=True):
            if is_complaint:
                complaints.append(text)
            elif len(found) >= _MOST:
                raise CommandFailed(f"{name}: more than {_MOST:,} files in the queue")
            else:
                found.append(listed(text))
        for line in complaints:
            for gone in complain(line, [], findings):
                findings.note(gone, "vanished")
        kept, left_out = kind.sift(settings, found)
        for path, reason in left_out:
            findings.note(path, reason)
        for one in kept:
            self._add(one, findings)

    def _add(self, one: Listed, findings: Findings) -> None:
        entry = listed_entry(one, self._number, self._rank)
        if entry is None:
            findings.errors.append(f"{escape(one.path)}: is neither a file nor a folder")
        else:
            findings.add(entry)
