"""A medium's identity, and media made by enemies."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.identity import IDENTITY_NAME, Identity, encode, read_identity, write_identity
from mmbackup.engine.media.port import Medium
from tests.engine.format.media_for_tests import content, open_medium, shelf_with

IDENTITY = Identity(
    uuid="9c113416-3754-439e-857f-036cf1b6a5f6",
    name="Größe A",
    pool="nightly",
    first_used_at=datetime(2026, 11, 22, 2, 21, 7, 123456, tzinfo=UTC),
    write_count=7,
    replace_by=date(2031, 1, 1),
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Medium, Path]]:
    shelf = shelf_with(tmp_path, "A")
    medium = open_medium(shelf)
    yield medium, content(shelf) / IDENTITY_NAME
    medium.close()


def test_it_is_read_as_it_was_written(place: tuple[Medium, Path]) -> None:
    medium, _ = place

    write_identity(medium, IDENTITY)

    assert read_identity(medium) == IDENTITY


def test_a_medium_without_one(place: tuple[Medium, Path]) -> None:
    assert read_identity(place[0]) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "something else"),
        ("version", 2),
        ("version", True),
        ("uuid", "not one"),
        ("uuid", "9C113416-3754-439E-857F-036CF1B6A5F6"),
        ("uuid", None),
        ("name", ""),
        ("name", "../../etc"),
        ("name", "a\nb"),
        ("name", "x" * 64),
        ("name", 7),
        ("pool", "a/b"),
        ("first_used_at", "yesterday"),
        ("first_used_at", "2026-11-22T02:21:07"),
        ("first_used_at", "0001-01-01T00:00:00+14:00"),
        ("write_count", -1),
        ("write_count", 1.5),
        ("write_count", True),
        ("write_count", 10**30),
        ("replace_by", "soon"),
        ("replace_by", 5),
    ],
)
def test_a_field_that_is_wrong_is_named(place: tuple[Medium, Path], key: str, value: object) -> None:
    medium, path = place
    path.write_text(json.dumps({**json.loads(encode(IDENTITY)), key: value}))

    with pytest.raises(FormatError, match=r"MMBACKUP\.json") as caught:
        read_identity(medium)

    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 10_000, b'{"a":' * 3000, b" " * 20_000, b"NaN"]
)
def test_a_file_that_is_no_identity_is_broken(place: tuple[Medium, Path], text: bytes) -> None:
    medium, path = place
    path.write_bytes(text)

    with pytest.raises(FormatError):
        read_identity(medium)


def test_links_and_fifos_are_broken_identities(place: tuple[Medium, Path], tmp_path: Path) -> None:
    medium, path = place
    (tmp_path / "elsewhere").write_bytes(encode(IDENTITY))

    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FormatError):
        read_identity(medium)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(FormatError):
        read_identity(medium)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary(max_size=300) | st.tuples(st.integers(0, 250), st.binary(max_size=4)))
def test_no_bytes_do_worse_than_a_format_error(
    place: tuple[Medium, Path], damage: bytes | tuple[int, bytes]
) -> None:
    medium, path = place
    whole = encode(IDENTITY)
    path.write_bytes(
        damage if isinstance(damage, bytes) else whole[: damage[0]] + damage[1] + whole[damage[0] :]
    )

    try:
        found = read_identity(medium)
    except FormatError as error:
        assert str(error).isprintable()  # noqa: PT017 - either ending is fine
    else:
        assert found is not None
