"""The line of each key and value of a TOML text."""

import tomllib
from typing import Any

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from mmbackup.services.configuration.faults import Place
from mmbackup.services.configuration.lines import line_at, lines_of

HARD = '''\
a = [1,
 "x]", {b = "}", c.d = 'y'}, # ]
 [2, 3]]
s = """
two ""quoted"" words \\""" [x]
"""
"q.k" = 1
[t."x y".z]
k = 2024-01-01T00:00:00Z
[[drives]]
name = "a"
[[drives.media]]
n = 1
[[drives.media]]
n = 2
[[drives]]
media = [ {name = "x"},
  {name = "y"} ]
[drives.deep]
r = \'\'\'it\'\'s\'\'\'
'''


def test_each_place_has_its_line() -> None:
    lines = lines_of(HARD)

    expected: dict[Place, int] = {
        ("a", 1): 2,
        ("a", 2, "c", "d"): 2,
        ("a", 3, 1): 3,
        ("s",): 4,
        ("q.k",): 7,
        ("t", "x y", "z", "k"): 9,
        ("drives", 0): 10,
        ("drives", 0, "media", 1, "n"): 15,
        ("drives", 1): 16,
        ("drives", 1, "media", 1, "name"): 18,
        ("drives", 1, "deep", "r"): 20,
    }
    assert {place: lines[place] for place in expected} == expected


def test_what_is_missing_is_named_by_what_is_around_it() -> None:
    assert line_at(lines_of(HARD), ("drives", 0, "media", 1, "gone")) == 14
    assert line_at(lines_of(HARD), ("gone",)) == 0


def test_windows_line_ends_count_once() -> None:
    assert lines_of("a = 1\r\nb = 2\r\n")[("b",)] == 2


VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(min_size=1, max_size=5), VALUES, max_size=5))
def test_no_place_of_any_text_is_missed(values: dict[str, Any]) -> None:
    text = tomlkit.dumps(values)

    assert set(places(tomllib.loads(text))) <= set(lines_of(text))


def places(value: Any, place: Place = ()) -> list[Place]:
    """All of a value's places, but for those of empty tables, which have no line of their own."""
    inner: list[Place] = []
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, member in members:
        inner += places(member, (*place, key))
    return [*inner, place] if place and not isinstance(value, dict) else inner
