"""A search through the help: all words must be there; those in titles and at beginnings count more."""

import re
from typing import NamedTuple

from portal.help.library import Text, library

MOST = 20
LONGEST_QUERY = 100
MOST_WORDS = 8
AROUND = 90  # letters shown on each side of the first hit
IN_TITLE, WHOLE_WORD, BEGINNING, WITHIN = 12.0, 3.0, 2.0, 1.0


class Part(NamedTuple):
    text: str
    is_hit: bool


class Found(NamedTuple):
    title: str
    where: str
    address: str
    parts: tuple[Part, ...]


def words_of(query: str) -> tuple[str, ...]:
    return tuple(query.replace("\0", "")[:LONGEST_QUERY].casefold().split()[:MOST_WORDS])


def search(query: str) -> list[Found]:
    words = words_of(query)
    if not words:
        return []
    ranked = [(_rank(text, words), text) for text in library() if all(word in text.folded for word in words)]
    ranked.sort(key=lambda pair: -pair[0])
    return [Found(text.title, text.where, text.address, _excerpt(text, words)) for _, text in ranked[:MOST]]


def _rank(text: Text, words: tuple[str, ...]) -> float:
    """How well each word is met, and how often, with less for each further time."""
    rank = 0.0
    for word in words:
        rank += IN_TITLE * _fit(text.folded_title, word)
        rank += _fit(text.folded, word) * min(text.folded.count(word), 8) ** 0.5
    return rank


def _fit(text: str, word: str) -> float:
    quoted = re.escape(word)
    if re.search(rf"\b{quoted}\b", text):
        return WHOLE_WORD
    if re.search(rf"\b{quoted}", text):
        return BEGINNING
    return WITHIN if word in text else 0.0


def _excerpt(text: Text, words: tuple[str, ...]) -> tuple[Part, ...]:
    """The text around the first hit, and where in it the words stand."""
    wanted = re.compile(
        "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE
    )
    first = wanted.search(text.body)
    middle = first.start() if first else 0
    begin = text.body.rfind(" ", 0, max(middle - AROUND, 0)) + 1
    shown = text.body[begin : middle + 2 * AROUND]
    shown = f"{'… ' if begin else ''}{shown}{' …' if middle + 2 * AROUND < len(text.body) else ''}"
    return tuple(_parts(shown, wanted))


def _parts(shown: str, wanted: re.Pattern[str]) -> list[Part]:
    parts, at = [], 0
    for hit in wanted.finditer(shown):
        parts += [Part(shown[at : hit.start()], is_hit=False), Part(hit[0], is_hit=True)]
        at = hit.end()
    return [part for part in (*parts, Part(shown[at:], is_hit=False)) if part.text]
