"""Settings of sources are checked in plain words, each fault with its key."""

import pytest

from mmbackup.engine.sources.registry import KINDS, check_settings


@pytest.mark.parametrize(
    ("kind", "settings", "fault"),
    [
        ("telepathy", {}, "kind: 'telepathy' is unknown"),
        ("files", {}, "roots: is missing"),
        ("files", {"roots": []}, "roots: must not be empty"),
        ("files", {"roots": "/var"}, "roots: must be a list of texts"),
        ("files", {"roots": ["/var", "mail"]}, "roots[1]: 'mail' is not an absolute path"),
        ("files", {"roots": ["/var", 5]}, "roots[1]: 5 is not a text"),
        (
            "files",
            {"roots": ["/var"], "exlude": []},
            "exlude: not known here; known: roots, include, exclude",
        ),
        ("files", {"roots": ["/var"], "include": [""]}, "include[0]: '' is not a text"),
        ("command", {"output": "a"}, "argv: is missing"),
        ("command", {"argv": ["true"]}, "output: is missing"),
        ("command", {"argv": ["true"], "output": "../a"}, "output: '../a' is not a file name"),
    ],
)
def test_faults(kind: str, settings: dict[str, object], fault: str) -> None:
    assert [found for found in check_settings(kind, settings) if found.startswith(fault)]


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("files", {"roots": ["/var/mail"], "include": ["*.wav"], "exclude": ["tmp"]}),
        ("command", {"argv": ["slapcat", "-n", "1"], "output": "directory.ldif"}),
    ],
)
def test_right_settings(kind: str, settings: dict[str, object]) -> None:
    assert kind in KINDS
    assert check_settings(kind, settings) == []
