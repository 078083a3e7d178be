"""Patterns of folders: what is wrong with one is said in plain words; a name is matched in one pass."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmbackup.engine.format.names import unescape
from mmbackup.engine.format.subscriber_pattern import faults_of_pattern, parse_pattern, subscriber_name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty name"),
        ("/{user}", "below the folders that are saved"),
        ("../{user}", "holds an empty name, or . or .."),
        ("{domain}//{user}", "holds an empty name"),
        ("{domain}", "must name {user} once"),
        ("{user}/{user}", "must name {user} once"),
        ("{domain}/{domain}/{user}", "{domain} once at most"),
        ("{name}/{user}", "{name} is unknown; known are {user}, {domain}, {hash} and *"),
        ("{user", "a brace stands alone"),
        ("{user}{domain}", "side by side"),
        ("{user}*", "side by side"),
        ("{user}\n", "control characters"),
        ("x" * 200 + "{user}", "longer than 200"),
        ("a/" * 10 + "{user}", "10 folders"),
    ],
)
def test_a_fault_is_said_in_plain_words(text: str, words: str) -> None:
    assert any(words in fault for fault in faults_of_pattern(text))
    assert parse_pattern(text) is None


@pytest.mark.parametrize(
    "text", ["{user}", "{domain}/{user}/", "{hash}/user/{user}", "*-{user}.wav", "é/{user}"]
)
def test_a_good_one_has_none(text: str) -> None:
    assert not [*faults_of_pattern(text)]


@given(st.binary(min_size=1).filter(lambda name: not name.startswith(b".")))
def test_any_name_of_a_folder_is_a_subscribers(name: bytes) -> None:
    pattern = parse_pattern("{user}")
    assert pattern

    found = pattern.levels[0].match(name)

    assert found is not None
    assert subscriber_name(found).isprintable()
    assert unescape(subscriber_name(found)) == name


def test_a_hostile_name_costs_no_more_than_its_length() -> None:
    pattern = parse_pattern("a".join(["*"] * 90) + "a{user}b")
    assert pattern

    started = time.process_time()
    for _ in range(1000):
        assert pattern.levels[0].match(b"xa" * 126) is None

    assert time.process_time() - started < 1
