"""Fetches the files of one host, unit after unit: their names go in, an archive of them comes out.

One connection lasts while there are units to fetch, so that neither side waits for the other. Behind the
names of each unit goes one that does not exist: once the host says so, it has said all about that unit.
"""

import os
from collections.abc import Callable, Iterator, Sequence

from mmbackup.engine.errors import CommandFailed, FormatError
from mmbackup.engine.format.archive import FILE, FOLDER, Member
from mmbackup.engine.format.names import escape
from mmbackup.engine.hosts.complaints import CHANGED, VANISHED, Complaint, possible
from mmbackup.engine.hosts.conversation import Conversation
from mmbackup.engine.hosts.host import REFUSED, Host, packed, request
from mmbackup.engine.hosts.line import Line
from mmbackup.engine.hosts.pace import Pace
from mmbackup.engine.hosts.program import failure, running
from mmbackup.engine.hosts.retrying import UNREACHABLE, Retrying
from mmbackup.engine.sources.arriving import Arriving
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.entry import PATH, SIZE, SOURCE
from mmbackup.engine.sources.shared import SharedMemory
from mmbackup.engine.sources.whereabouts import Whereabouts

_LARGE = 64 << 20  # bytes
_GROWN = 1 << 20
_KEPT_FREE = 512 << 20
_BARRIER = b"/.mmbackup-asked-for-no-more/%d"


class Fetcher:
    """send gives the engine what was fetched.

    patience: by source, the seconds without anything new after which a host that cannot be reached is lost,
    and nothing more is asked of it. pace: one for all that is taken in, by the whereabouts too.
    """

    def __init__(
        self,
        host: Host,
        whereabouts: Whereabouts,
        memory: SharedMemory,
        send: Callable[[Message], None],
        spool: str,
        *,
        patience: Sequence[float],
        pace: Pace,
    ) -> None:
        self._host = host
        self._line = Line(host.limit)
        self._whereabouts = whereabouts
        self._memory = memory
        self._send = send
        self._spool = spool
        self._patience = patience
        self._pace = pace
        self._lost = ""  # why
        self._units: dict[int, Arriving] = {}
        self._news = 0
        self._member: Member | None = None
        self._at: tuple[Arriving, int] | None = None
        self._left = 0
        self._may_be_whole = False

    def fetch(self, more: Callable[[], list[Message]], requests: int) -> None:
        """Until nothing is left to fetch. An OSError is the server's own disk's.

        more answers the requests of the engine that have come meanwhile; requests is the descriptor that
        becomes readable when there are some.
        """
        retrying = Retrying()
        self._take(more())
        while self._units:
            if self._lost:
                self._give_up(self._lost)
            else:
                self._try(more, requests, retrying)
            self._take(more())
        self._memory.leave()

    def _try(self, more: Callable[[], list[Message]], requests: int, retrying: Retrying) -> None:
        before, source = self._news, self._first_source
        status, text = self._connect(more, requests)
        if self._news > before:
            retrying.news()
            return
        reachable = status != UNREACHABLE
        if not retrying.is_over(reachable=reachable, patience=self._patience[source]):
            return
        if not reachable:
            self._lost = text
            self._send(("lost", source, text))
        self._give_up(text)
        retrying.news()

    @property
    def _first_source(self) -> int:
        source: int = next(iter(self._units.values())).entries[0][SOURCE]
        return source

    def _names(self, unit: Arriving) -> bytes:
        """What goes in for a unit: all of which nothing has come, and the barrier."""
        wanted = set(unit.unknown())
        paths = [path for path, index in unit.expected.items() if index in wanted]
        return b"".join(path + b"\0" for path in (*paths, _BARRIER % unit.number))

    def _hear(self, member: Member, content: memoryview) -> None:
        """A member's first content, or more of it."""
        if member is not self._member:
            self._begin(member)
        if self._at is None:
            return
        unit, index = self._at
        if unit.number not in self._units:  # it was given up with a complaint before all of it had come
            return
        unit.write(content)
        self._left -= len(content)
        if self._left <= 0:
            unit.arrived(index, member)
            self._at = None
            self._may_be_whole |= unit.is_heard
            self._news += 1

    def _complain(self, line: bytes) -> None:
        """Of a file that was asked for; of one that was handed over before, it is an error by itself."""
        ways = list(possible(line))
        if any(self._is_known(path, reason) for path, reason in ways):
            return
        if any(path.startswith(b"/") for path, _ in ways) and not any(map(_is_harmless, ways)):
            self._send(("complained", self._memory.source, escape(line)))

    def _is_known(self, path: bytes, reason: bytes) -> bool:
        for unit in self._units.values():
            if path == _BARRIER % unit.number:
                unit.is_heard = self._may_be_whole = True
                return True
            if path in unit.expected:
                self._note(unit, unit.expected[path], path, reason)
                return True
        return False

    def _begin(self, member: Member) -> None:
        self._member, self._left, self._at = member, member.size if member.kind == FILE else 0, None
        path = (member.name.rstrip(b"/") or b"/") if member.kind == FOLDER else member.name
        for unit in self._units.values():
            if unit.awaits(path):
                index = unit.expected[path]
                self._memory.enter(unit.entries[index][SOURCE])
                self._await(unit, index)
                return

    def _await(self, unit: Arriving, index: int) -> None:
        """Unless far more of it is to come than was listed, and there is no room for that."""
        has_grown = self._left > unit.entries[index][SIZE] + _GROWN
        if has_grown and self._refuse_without_room(unit, index, self._left):
            self._may_be_whole |= unit.is_heard
            self._news += 1
        else:
            self._at = unit, index

    def _note(self, unit: Arriving, index: int, path: bytes, reason: bytes) -> None:
        self._news += 1
        if reason in VANISHED:
            unit.missing.add(index)
        elif reason == CHANGED:
            unit.changed(index)
        else:
            unit.failed(index, f"{escape(path)}: {escape(reason)}")

    def _settle(self) -> Iterator[Arriving]:
        """Hand over what is whole; answer the units of which further names are to go in."""
        for unit in list(self._units.values()):
            if unit.is_settled and unit.missing and self._whereabouts.look_for(unit):
                yield unit
            if unit.is_settled:
                self._hand_over(unit)

    def _take(self, requests: list[Message]) -> list[Arriving]:
        taken = []
        for _, number, entries in requests:
            path = os.path.join(self._spool, f"fetched-{os.getpid()}-{number}")
            taken.append(Arriving(number, entries, path))
            self._units[number] = taken[-1]
            self._refuse_what_has_no_room(taken[-1])
        return taken

    def _refuse_what_has_no_room(self, unit: Arriving) -> None:
        """A large file must not fill the server's own disk, which is needed for more than that."""
        for index, entry in enumerate(unit.entries):
            if entry[SIZE] > _LARGE:
                self._refuse_without_room(unit, index, entry[SIZE])

    def _refuse_without_room(self, unit: Arriving, index: int, size: int) -> bool:
        is_refused = size + _KEPT_FREE > _free(self._spool)
        if is_refused:
            text = f"needs {size:,} bytes on the backup server's own disk while it is fetched"
            path = escape(unit.entries[index][PATH])
            unit.failed(index, f"{path}: {text}, and there is not that much room")
        return is_refused

    def _connect(self, more: Callable[[], list[Message]], requests: int) -> tuple[int, str]:
        """Until all is fetched or the connection ends; answers how it ended, as a status and in words."""
        self._memory.enter(self._first_source)
        self._member = self._at = None
        try:
            plain = request(self._host, "fetch")
            argv = packed(plain) if self._line.is_packed else plain
            with running(argv, self._memory.set_child, listens=True) as process:
                conversation = Conversation(process, self._pace)
                for unit in self._units.values():
                    conversation.say(self._names(unit))
                if self._converse(conversation, more, requests):
                    return 0, self._leave()
                status = process.wait()
                return status, self._ending(status, conversation.complaint)
        except (CommandFailed, FormatError) as error:
            return 0, f"{self._host.address}: {error}"

    def _converse(self, conversation: Conversation, more: Callable[[], list[Message]], requests: int) -> bool:
        """Whether it was left before its end, for one that suits the line better."""
        may_leave = False
        for word in conversation.words(requests):
            if word is not None:
                self._memory.tick()
            if isinstance(word, bytes):
                self._complain(word)
            elif word is not None:
                self._hear(*word)
            elif not self._ask_more(conversation, self._take(more())) and self._is_all_heard():
                conversation.finish()  # nothing more is wanted, and what was is held back by the host
            if self._may_be_whole:
                self._may_be_whole = False
                self._ask_more(conversation, list(self._settle()))
            may_leave = may_leave or self._line.had_better_change(conversation.passage)
            if may_leave and not self._is_all_heard() and self._is_near_border():
                return True
        return False

    def _is_near_border(self) -> bool:
        """Of a member, or but a little behind one: what has come of it comes once more."""
        if self._at is None or self._member is None:
            return True
        return self._left > self._member.size // 5 * 4

    def _leave(self) -> str:
        for unit in self._units.values():
            unit.begin_anew()
        return "it is asked to compress, or not to"

    def _ending(self, status: int, complaint: bytes) -> str:
        if status == REFUSED:
            self._line.refuse()
        return failure(self._host.address, status, complaint)

    def _ask_more(self, conversation: Conversation, units: list[Arriving]) -> bool:
        for unit in units:
            conversation.say(self._names(unit))
        return bool(units)

    def _is_all_heard(self) -> bool:
        return all(unit.is_heard and not unit.missing for unit in self._units.values())

    def _give_up(self, text: str) -> None:
        for unit in list(self._units.values()):
            for index in unit.unknown():
                unit.failed(index, f"{escape(unit.entries[index][PATH])}: {text}")
            self._hand_over(unit)

    def _hand_over(self, unit: Arriving) -> None:
        unit.close()
        del self._units[unit.number]
        self._send(("fetched", unit.number, unit.path, unit.rows))
        self._news += 1


def _is_harmless(complaint: Complaint) -> bool:
    """A barrier that was heard before, a name that a file has left, a file that was noted before."""
    is_barrier = complaint.path.startswith(os.path.dirname(_BARRIER))
    return is_barrier or complaint.reason == CHANGED or complaint.reason in VANISHED


def _free(folder: str) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
