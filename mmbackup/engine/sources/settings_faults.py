"""Faults in a source's settings, in plain words, each with its key before it."""

from collections.abc import Collection, Mapping


def faults_of_text_list(settings: Mapping[str, object], key: str, *, needed: bool = False) -> list[str]:
    """What keeps a setting from being a list of texts."""
    if key not in settings:
        return [f"{key}: is missing"] if needed else []
    value = settings[key]
    if not isinstance(value, list | tuple):
        return [f"{key}: must be a list of texts"]
    if needed and not value:
        return [f"{key}: must not be empty"]
    return [
        f"{key}[{position}]: {element!r} is not a text of at least one character, without a NUL"
        for position, element in enumerate(value)
        if not isinstance(element, str) or not element or "\0" in element
    ]


def unknown_keys(settings: Mapping[str, object], known: Collection[str]) -> list[str]:
    return [f"{key}: not known here; known: {', '.join(known)}" for key in settings if key not in known]
