"""What can be wrong with a configuration: the line, the key, and the reason in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. line counts from 1; 0 is the file as a whole."""

    line: int
    place: Place
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self._key()}{self.reason}" if self.line else f"{self._key()}{self.reason}"

    def _key(self) -> str:
        return f"{self.place_text()}: " if self.place else ""

    def place_text(self) -> str:
        """As people write it: servers[1].sources[2].roots."""
        text = ""
        for part in self.place:
            text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
        return text


class ConfigurationFaulty(ValueError):
    """The configuration was not taken; nothing was changed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def known_keys(name: str, known: Sequence[str]) -> str:
    """The reason for a key or word that is not known, with the nearest known one."""
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
    return f"not known here; {hint}"


_WORDS = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number of seconds",
    "list_type": "must be a list in brackets",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "finite_number": "must be a number of seconds",
    "string_pattern_mismatch": (
        "must not be empty, begin with a dot or a blank, nor hold a slash or control characters"
    ),
}


def in_plain_words(error: ErrorDetails, known: Sequence[str]) -> str:
    """One of pydantic's errors as a reason."""
    if error["type"] == "extra_forbidden":
        return known_keys(str(error["loc"][-1]), known)
    bounds: dict[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "greater_than":
            return f"must be more than {bounds['gt']}"
        case "greater_than_equal" | "less_than_equal":
            return (
                f"must be {'at least' if 'ge' in bounds else 'at most'} {bounds.get('ge', bounds.get('le'))}"
            )
        case "too_long":
            return f"must have at most {bounds['max_length']} members"
        case "string_too_long":
            return f"must be at most {bounds['max_length']} characters long"
    message = error["msg"].removeprefix("Value error, ")
    return _WORDS.get(error["type"], message)


def shape_faults(error: ValidationError, known: Sequence[str]) -> list[tuple[Place, str]]:
    return [(tuple(fault["loc"]), in_plain_words(fault, known)) for fault in error.errors()]
