"""A writer that puts one request to a reader and waits for what comes of it, as slices want it."""

from dataclasses import dataclass

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.operations.backup.readers import Lost
from mmbackup.engine.operations.backup.writing import TypeWriter, Work
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.entry import Entry

_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Answer:
    """words are empty when nothing came of it: refused for want of room, lost with its reader, or the file is
    gone, and noted or an error."""

    words: Message = ()
    is_refused: bool = False
    is_lost: bool = False


class AskingWriter(TypeWriter):
    def __init__(self, work: Work, data_type: DataType) -> None:
        super().__init__(work, data_type)
        self._asked = _NOBODY
        self._answer = Answer()

    def ask(self, verb: str, entry: Entry, *rest: object) -> Answer:
        """While no unit is under way."""
        unit = self.new_unit([entry])
        self._asked, self._answer = unit.number, Answer()
        self.returned.clear()
        self.readers.all[0].give(unit.number, unit, (verb, unit.number, entry, *rest))
        while not self.readers.is_idle:
            self.hear()
        self._asked = _NOBODY
        return Answer(is_refused=True) if self.returned else self._answer

    def take(self, number: int, message: Message) -> None:
        if message[0] in {"sliced", "weighed"}:
            self._answer = Answer(message[2:])
        else:
            super().take(number, message)
        if message[0] == "weighed":
            del self.readers.all[number].tasks[message[1]]

    def give_back(self, number: int, lost: Lost) -> None:
        """What was asked is not asked again by itself: the one who asked may know better."""
        if self._asked == _NOBODY:
            super().give_back(number, lost)
            return
        for unit in lost.tasks:
            if unit.is_open and not unit.is_refused:
                self.ledger.streams[number].rollback()
            self._answer = Answer(is_lost=True)
