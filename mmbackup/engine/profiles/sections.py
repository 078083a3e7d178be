"""Configurations as programs print them: sections in braces, and keys with values."""

from collections.abc import Iterator
from typing import NamedTuple

MOST_LINES = 10_000


class Setting(NamedTuple):
    """section: the names of those around it, from the outside, each as its first word."""

    section: tuple[str, ...]
    key: str
    value: str


def settings_in(words: str) -> Iterator[Setting]:
    """As doveconf prints them. What is no setting is passed over."""
    section: list[str] = []
    for line in words.splitlines()[:MOST_LINES]:
        text = line.strip()
        key, equals, value = text.partition("=")
        if text.endswith("{"):
            section.append(text.split()[0])
        elif text == "}":
            del section[-1:]
        elif equals and not text.startswith("#"):
            yield Setting(tuple(section), key.strip(), value.strip().strip('"').strip())


def flat(words: str) -> dict[str, str]:
    """Of a configuration without sections, as postconf prints it."""
    return {each.key: each.value for each in settings_in(words)}
