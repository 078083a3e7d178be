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


def faults_of_text(settings: Mapping[str, object], key: str) -> list[str]:
    """What keeps a setting that may be missing from being a text."""
    value = settings.get(key, "")
    if not isinstance(value, str) or "\0" in value:
        return [f"{key}: must be a text without a NUL"]
    return []


def faults_of_switch(settings: Mapping[str, object], key: str) -> list[str]:
    """What keeps a setting that may be missing from being true or false."""
    return [] if isinstance(settings.get(key, False), bool) else [f"{key}: must be true or false"]


def text(settings: Mapping[str, object], key: str) -> str:
    """The setting's, once it was checked; empty where it is missing."""
    return str(settings.get(key, ""))


def faults_of_paths(settings: Mapping[str, object], key: str, *, needed: bool = False) -> list[str]:
    """What keeps a setting from being a list of absolute paths."""
    return faults_of_text_list(settings, key, needed=needed) or [
        f"{key}[{position}]: {path!r} is not an absolute path"
        for position, path in enumerate(texts(settings, key))
        if not path.startswith("/")
    ]


def faults_of_path(settings: Mapping[str, object], key: str, *, needed: bool = False) -> list[str]:
    """What keeps a setting from being an absolute path."""
    if key not in settings:
        return [f"{key}: is missing"] if needed else []
    path = text(settings, key)
    if faults_of_text(settings, key) or (path and not path.startswith("/")) or (needed and not path):
        return [f"{key}: {path!r} is not an absolute path"]
    return []


def texts(settings: Mapping[str, object], key: str) -> list[str]:
    """The setting's, once it was checked; none where it is missing."""
    value = settings.get(key, ())
    return [text for text in value if isinstance(text, str)] if isinstance(value, list | tuple) else []


def unknown_keys(settings: Mapping[str, object], known: Collection[str]) -> list[str]:
    return [f"{key}: not known here; known: {', '.join(known)}" for key in settings if key not in known]
