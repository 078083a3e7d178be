"""The setting of mail and file sources that says whose the files are: subscribers, a list of patterns."""

from mmbackup.engine.format.subscriber_pattern import MOST_PATTERNS, faults_of_pattern
from mmbackup.engine.sources.port import Settings
from mmbackup.engine.sources.settings_faults import faults_of_text_list, texts

KEY = "subscribers"


def faults_of_subscribers(settings: Settings) -> list[str]:
    """In plain words; it may be missing."""
    found = faults_of_text_list(settings, KEY)
    patterns = [] if found else texts(settings, KEY)
    if len(patterns) > MOST_PATTERNS:
        found.append(f"{KEY}: at most {MOST_PATTERNS} patterns are read")
    return found + [
        f"{KEY}[{place}]: {pattern!r} {fault}"
        for place, pattern in enumerate(patterns)
        for fault in faults_of_pattern(pattern)
    ]


def patterns_of(settings: Settings, usual: str = "", end: str = "") -> tuple[str, ...]:
    """What the setting says, else what is usual of the kind. end: what each one ends with."""
    found = texts(settings, KEY)
    if not found:
        return (usual,) if usual else ()
    return tuple(pattern if pattern.endswith(end) else pattern + end for pattern in found)
