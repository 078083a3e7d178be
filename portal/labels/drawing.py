"""What a printed page consists of: a few kinds of marks, placed in millimetres from its upper left corner."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """y is the line the letters stand on. anchor is start, middle or end."""

    x: float
    y: float
    words: str
    size: float
    bold: bool = False
    anchor: str = "start"
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    x: float
    y: float
    to_x: float
    to_y: float
    thickness: float = 0.2


@dataclass(frozen=True, slots=True)
class Frame:
    """An outline."""

    x: float
    y: float
    width: float
    height: float
    thickness: float = 0.2


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code; rows are its modules, dark ones true, without the quiet zone around them."""

    x: float
    y: float
    side: float
    rows: tuple[tuple[bool, ...], ...]

    @property
    def module(self) -> float:
        return self.side / len(self.rows)

    @property
    def bars(self) -> tuple[tuple[float, float, float, float], ...]:
        """Its dark modules, neighbours in a row joined: x, y, width, height of each."""
        return tuple(
            (self.x + start * self.module, self.y + row * self.module, length * self.module, self.module)
            for row, modules in enumerate(self.rows)
            for start, length in _stretches(modules)
        )


Mark = Text | Line | Frame | Code


@dataclass(frozen=True, slots=True)
class Page:
    width: float
    height: float
    marks: tuple[Mark, ...]


def _stretches(modules: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow each other."""
    found: list[tuple[int, int]] = []
    for place, dark in enumerate(modules):
        if dark and found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((place, 1))
    return found
