"""Patterns fit the path below the root or the base name, whatever bytes a name has."""

import pytest

from mmbackup.engine.sources.patterns import Patterns


@pytest.mark.parametrize(
    ("pattern", "relative", "fits"),
    [
        ("*.wav", b"user/greeting.wav", True),
        ("*.wav", b"user/greeting.wave", False),
        ("user/*", b"user/deep/file", True),
        ("user/*", b"other/user/file", False),
        ("tmp/", b"user/tmp", True),
        ("tm[pq]", b"tmq", True),
        ("caf?", b"caf\xe9", True),
        ("café", "café".encode(), True),
        ("a?b", b"a\nb", True),
        ("a.b", b"axb", False),
    ],
)
def test_what_fits(pattern: str, relative: bytes, fits: bool) -> None:
    patterns = Patterns(["nothing", pattern])

    assert patterns.match(relative, relative.rpartition(b"/")[2]) is fits


def test_no_patterns_fit_nothing() -> None:
    assert not Patterns([])
    assert not Patterns([]).match(b"a", b"a")
