"""Where in a TOML text each key and value stands, so that a fault can be named with its line.

tomllib has parsed the text before, so that only valid TOML comes here: the scan needs to know where things
end, not whether they are right.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping

from mmbackup.services.configuration.faults import Place

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\r\n]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")' r"|'''.*?'{3,5}(?!')" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'", re.DOTALL
)


def line_at(lines: Mapping[Place, int], place: Place) -> int:
    """The line of a place, or of the nearest thing around it; 0 for the file as a whole."""
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return 0


def lines_of(text: str) -> dict[Place, int]:
    """Each place of a valid TOML text with its line, counted from 1."""
    return _Scan(text.replace("\r\n", "\n")).run()


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Place, int] = {}
        self.tables: dict[Place, int] = {}  # arrays of tables, with how many there are so far

    def run(self) -> dict[Place, int]:
        table: Place = ()
        self._skip_blank()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip_blank()
        return self.lines

    def _skip_blank(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _note(self, place: Place, at: int) -> None:
        self.lines.setdefault(place, self.text.count("\n", 0, at) + 1)

    def _header(self) -> Place:
        start = self.at
        is_array = self.text.startswith("[[", start)
        self.at += 2 if is_array else 1
        names = self._key()
        self.at += 2 if is_array else 1
        place = (*self._inside(names[:-1]), names[-1])
        if is_array:
            number = self.tables.get(place, 0)
            self.tables[place] = number + 1
            self._note(place, start)
            place += (number,)
        elif place in self.tables:
            place += (self.tables[place] - 1,)
        self._note(place, start)
        return place

    def _inside(self, names: list[str]) -> Place:
        """Names of tables around, each array of tables standing for its last one."""
        place: Place = ()
        for name in names:
            place += (name,)
            if place in self.tables:
                place += (self.tables[place] - 1,)
        return place

    def _key(self) -> list[str]:
        """A key of one or more names; ends before the sign after it."""
        names = []
        while True:
            self._skip_blank()
            found = _STRING.match(self.text, self.at) or _BARE.match(self.text, self.at)
            if found is None:
                raise ValueError(f"no key at character {self.at}")
            self.at = found.end()
            names.append(_unquoted(found[0]))
            self._skip_blank()
            if self.text[self.at : self.at + 1] != ".":
                return names
            self.at += 1

    def _pair(self, table: Place) -> None:
        start = self.at
        place = table
        for name in self._key():
            place += (name,)
            self._note(place, start)
        self.at += 1  # the equals sign
        self._value(place)

    def _value(self, place: Place) -> None:
        self._skip_blank()
        self._note(place, self.at)
        sign = self.text[self.at]
        if sign == "[":
            self._array(place)
        elif sign == "{":
            self._inline_table(place)
        else:
            found = _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
            self.at = found.end() if found else len(self.text)

    def _array(self, place: Place) -> None:
        for number, _ in enumerate(self._members("]")):
            self._value((*place, number))

    def _inline_table(self, place: Place) -> None:
        for _ in self._members("}"):
            self._pair(place)

    def _members(self, end: str) -> Iterator[None]:
        """Stop at each member of what a bracket opened; whoever asks reads the member."""
        self.at += 1
        self._skip_blank()
        while self.text[self.at] != end:
            yield
            self._skip_blank()
            if self.text[self.at] == ",":
                self.at += 1
                self._skip_blank()
        self.at += 1


def _unquoted(key: str) -> str:
    """A quoted key's name."""
    if key[0] not in "\"'":
        return key
    name: str = tomllib.loads(f"key = {key}")["key"]
    return name
