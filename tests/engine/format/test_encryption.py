"""age files: what they take, who opens them, and what is said when nobody can."""

import io
import subprocess
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrage import x25519

from mmbackup.engine.errors import FormatError, KeyNeeded, MediumFull, WrongKey
from mmbackup.engine.format.decryption import decrypt, decrypting, identities_in, public_of
from mmbackup.engine.format.encryption import Encryption, checked_recipient

ONE, OTHER, THIRD = (str(x25519.Identity.generate()) for _ in range(3))
BOTH = Encryption([public_of(ONE), public_of(OTHER)])

Opener = Callable[[bytes, list[str]], bytes]


def at_once(encrypted: bytes, keys: list[str]) -> bytes:
    return decrypt("a file", encrypted, keys)


def in_chunks(encrypted: bytes, keys: list[str]) -> bytes:
    edges = [*range(0, len(encrypted), 999), len(encrypted)]
    return b"".join(decrypting("a file", [encrypted[a:b] for a, b in pairwise(edges)], keys))


both_ways = pytest.mark.parametrize("opened", [at_once, in_chunks])


def streamed(plain: bytes) -> bytes:
    chunks: list[bytes] = []
    BOTH.encrypt_to(io.BytesIO(plain), chunks.append)
    return b"".join(chunks)


@settings(max_examples=40)
@given(st.integers(0, 300_000), st.sampled_from([BOTH.encrypt, streamed]))
def test_any_of_the_keys_opens_it(size: int, encrypt: Callable[[bytes], bytes]) -> None:
    plain = bytes(range(256)) * (size // 256 + 1)

    encrypted = encrypt(plain[:size])

    for key in (ONE, OTHER):
        assert at_once(encrypted, [key]) == plain[:size]
        assert in_chunks(encrypted, [THIRD, key]) == plain[:size]


@settings(max_examples=60)
@given(st.integers(0, 500_000), st.integers(1, 20))
def test_it_takes_no_more_than_was_reckoned(size: int, keys: int) -> None:
    encryption = Encryption([str(x25519.Identity.generate().to_public()) for _ in range(keys)])

    sizes = [len(encryption.encrypt(bytes(size))) for _ in range(5)]

    assert max(sizes) <= encryption.bound(size) < min(sizes) + 400


def test_the_plain_tool_opens_it(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"# a remark\n{ONE}\n")

    done = subprocess.run(
        ["age", "-d", "-i", str(tmp_path / "key")],
        input=BOTH.encrypt(b"text"),
        capture_output=True,
        check=True,
    )

    assert done.stdout == b"text"


@both_ways
def test_it_says_that_a_key_is_needed(opened: Opener) -> None:
    with pytest.raises(KeyNeeded):
        opened(BOTH.encrypt(b"text"), [])


@both_ways
def test_it_says_that_it_is_another_key(opened: Opener) -> None:
    with pytest.raises(WrongKey, match="other keys"):
        opened(BOTH.encrypt(b"text"), [THIRD])


@both_ways
@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"no age file",
        BOTH.encrypt(bytes(200_000))[:-1],
        BOTH.encrypt(bytes(200_000))[:-70_000],
        BOTH.encrypt(b"text") + b"more",
        BOTH.encrypt(b"text")[:30],
        pyrage.encrypt(b"text", [x25519.Recipient.from_str(public_of(ONE))], armored=True),
        b"age-encryption.org/v1\n-> a b\n" + (b"A" * 64 + b"\n") * 500_000,  # would take hours to read
    ],
)
def test_it_says_that_a_file_is_broken(opened: Opener, broken: bytes) -> None:
    with pytest.raises(FormatError):
        opened(broken, [ONE])


@settings(max_examples=60)
@given(st.integers(0, 100_000), st.integers(0, 7))
def test_a_flipped_bit_is_never_taken_for_the_text(place: int, bit: int) -> None:
    encrypted = bytearray(BOTH.encrypt(bytes(99_000)))
    encrypted[place % len(encrypted)] ^= 1 << bit

    for opened in (at_once, in_chunks):
        with pytest.raises((FormatError, WrongKey)):
            opened(bytes(encrypted), [ONE])


def test_a_full_medium_is_said_to_be_full() -> None:
    def write(_chunk: bytes) -> None:
        raise MediumFull("the medium is full")

    with pytest.raises(MediumFull, match="the medium is full"):
        BOTH.encrypt_to(io.BytesIO(bytes(1000)), write)


def test_what_cannot_be_read_is_said_to_be_so() -> None:
    class Broken:
        def read(self, _size: int) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        BOTH.encrypt_to(Broken(), bytes)


def test_what_the_medium_says_while_it_is_read_comes_out() -> None:
    def chunks() -> Iterator[bytes]:
        yield BOTH.encrypt(bytes(200_000))[:100_000]
        raise FormatError("the medium was read no further")

    with pytest.raises(FormatError, match="read no further"):
        list(decrypting("a file", chunks(), [ONE]))


def test_whoever_wants_no_more_leaves_no_thread_behind() -> None:
    before = threading.active_count()

    opened = iter(decrypting("a file", [BOTH.encrypt(bytes(5_000_000))], [ONE]))
    next(opened)
    del opened

    assert threading.active_count() == before


def test_a_key_is_read_as_it_stands_on_paper() -> None:
    typed = f"# made in November\n\n  {ONE[:30].lower()} {ONE[30:50]}  {ONE[50:]}\n{OTHER}\n"

    assert identities_in(typed) == (ONE, OTHER)


@pytest.mark.parametrize(
    "text",
    ["hello", ONE[:-1], public_of(ONE), "AGE-PLUGIN-YUBIKEY-1QQQ", ONE * 2, "A" * 100_000],
    ids=map(str, range(6)),
)
def test_what_is_no_secret_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(WrongKey) as refused:
        identities_in(text)

    assert text[20:60] not in str(refused.value) or len(text) < 20
    assert refused.value.__cause__ is None


def test_an_empty_text_holds_no_key() -> None:
    with pytest.raises(KeyNeeded):
        identities_in("# nothing\n")


def test_a_public_key_is_taken_in_its_usual_spelling() -> None:
    assert checked_recipient(f" {public_of(ONE).upper()}\n") == public_of(ONE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        public_of(ONE)[:-1],
        ONE,
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
        "age1yubikey1qqqqq",
        "a" * 9999,
    ],
    ids=map(str, range(7)),
)
def test_other_recipients_are_refused(text: str) -> None:
    with pytest.raises(FormatError, match="no age public key"):
        checked_recipient(text)


def test_twenty_keys_are_the_most() -> None:
    with pytest.raises(FormatError, match="20 keys at most"):
        Encryption([str(x25519.Identity.generate().to_public()) for _ in range(21)])
