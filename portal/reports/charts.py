"""Nights as bars of a drawing, for an SVG without scripts or style attributes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mmbackup.services.morning import Level
from portal.reports.words import day_words

WIDTH, HEIGHT, TOP, FOOT = 720.0, 190.0, 26.0, 30.0
ROOM = HEIGHT - TOP - FOOT
WIDEST, LEAST = 26.0, 1.2  # a bar's width and height
MARK = 7.0  # height of the cross that stands where a night has no bar
LABELS = 8


@dataclass(frozen=True, slots=True)
class Value:
    """Of one night. whole is what the bar is a part of; 0: it is no part of anything. words tell it all."""

    on: date
    amount: float
    words: str
    level: Level = Level.GOOD
    whole: float = 0.0
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """In the drawing's own measures, as text: no locale may write a comma into them."""

    x: str
    width: str
    left: str
    middle: str
    right: str
    y: str
    height: str
    whole_y: str
    whole_height: str
    level: Level
    words: str
    label: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """name is unique on its page; most is what the line on top stands for."""

    name: str
    title: str
    told: str
    most: str
    bars: tuple[Bar, ...]
    view_box: str = f"0 0 {WIDTH:.0f} {HEIGHT:.0f}"
    right: str = f"{WIDTH:.0f}"
    top: str = f"{TOP:.0f}"
    foot: str = f"{HEIGHT - FOOT:.0f}"
    reach: str = f"{ROOM:.0f}"
    mark: str = f"{HEIGHT - FOOT - MARK:.1f}"
    words_at: str = f"{HEIGHT - 6:.0f}"


def chart(*, name: str, title: str, told: str, most: str, values: Sequence[Value], top: float) -> Chart:
    """top is the value of the line on top."""
    step = WIDTH / max(len(values), 1)
    every = max(-(-len(values) // LABELS), 1)
    bars = tuple(
        _bar(value, number * step, step, top, label=(len(values) - 1 - number) % every == 0)
        for number, value in enumerate(values)
    )
    return Chart(name, title, told, most, bars)


def _bar(value: Value, left: float, step: float, top: float, *, label: bool) -> Bar:
    width = min(step * 0.76, WIDEST)
    height, whole = _height(value.amount, top), _height(value.whole, top)
    middle, cross = left + step / 2, min(width, MARK) / 2
    return Bar(
        x=f"{middle - width / 2:.1f}",
        width=f"{width:.1f}",
        left=f"{middle - cross:.1f}",
        middle=f"{middle:.1f}",
        right=f"{middle + cross:.1f}",
        y=f"{HEIGHT - FOOT - height:.1f}",
        height=f"{height:.1f}",
        whole_y=f"{HEIGHT - FOOT - whole:.1f}",
        whole_height=f"{whole:.1f}",
        level=value.level,
        words=f"{day_words(value.on)}: {value.words}",
        label=f"{value.on:%b} {value.on.day}" if label else "",
        is_missing=value.is_missing,
    )


def _height(amount: float, top: float) -> float:
    """What there is at all is seen."""
    return max(ROOM * amount / top, LEAST) if amount > 0 and top > 0 else 0.0
