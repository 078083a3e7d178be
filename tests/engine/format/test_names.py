"""Names from outside: printable, reversible, kept inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import escape, medium_name, one_line, safe_relative, unescape


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"plain.txt", "plain.txt"),
        ("Grüße 你好 😀".encode(), "Grüße 你好 😀"),
        (b"two\nlines", r"two\x0alines"),
        (b"\r\t\x1b[2J\x7f", r"\x0d\x09\x1b[2J\x7f"),
        (b"back\\slash", r"back\x5cslash"),
        (rb"\x41", r"\x5cx41"),
        (b"latin \xe9", r"latin \xe9"),
        ("line\u2028separator".encode(), r"line\xe2\x80\xa8separator"),
        ("bidi\u202eexe.gpj".encode(), r"bidi\xe2\x80\xaeexe.gpj"),
        ("next\u0085line".encode(), r"next\xc2\x85line"),
        (b"surrogate \xed\xa0\x80", r"surrogate \xed\xa0\x80"),
        (b"", ""),
    ],
)
def test_it_escapes_what_could_mislead(name: bytes, shown: str) -> None:
    assert escape(name) == shown


@given(st.binary())
def test_it_escapes_to_one_printable_line(name: bytes) -> None:
    shown = escape(name)

    assert shown.isprintable()
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")


@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_it_unescapes_to_the_same_bytes(name: bytes) -> None:
    assert unescape(escape(name)) == name


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\\x0af"))))
def test_it_unescapes_only_what_escape_makes(text: str) -> None:
    try:
        name = unescape(text)
    except FormatError:
        return

    assert escape(name) == text


@pytest.mark.parametrize("text", ["\\", r"\n", r"\x4", r"\xZZ", r"\x41", "a\nb", "\ud800"])
def test_it_refuses_what_is_not_escaped(text: str) -> None:
    with pytest.raises(FormatError):
        unescape(text)


@given(st.text(alphabet=st.characters()))
def test_a_sentence_becomes_one_printable_line(text: str) -> None:
    assert one_line(text).isprintable()


def test_a_sentence_keeps_names_that_are_escaped_already() -> None:
    assert one_line(f"cannot read {escape(b'a?')}\\x0a\n") == r"cannot read a?\x0a\x0a"


@pytest.mark.parametrize(
    ("path", "safe"),
    [(b"a/b", b"a/b"), (b"./a//b/", b"a/b"), (b"a/..b/...", b"a/..b/..."), (b"\xff\n", b"\xff\n")],
)
def test_it_cleans_relative_paths(path: bytes, safe: bytes) -> None:
    assert safe_relative(path) == safe


@pytest.mark.parametrize("path", [b"", b".", b"/", b"/etc", b"..", b"a/../b", b"a/..", b"a\0b", b"./"])
def test_it_refuses_paths_that_lead_outside(path: bytes) -> None:
    with pytest.raises(FormatError):
        safe_relative(path)


@given(st.lists(st.sampled_from([b"a", b"..", b".", b"", b"...", b"b c"]), max_size=6).map(b"/".join))
def test_a_safe_path_never_leaves_its_folder(path: bytes) -> None:
    try:
        safe = safe_relative(path)
    except FormatError:
        return

    assert not safe.startswith(b"/")
    assert not {b"", b".", b".."} & set(safe.split(b"/"))
    assert safe_relative(safe) == safe


@pytest.mark.parametrize("name", ["A", "Monday", "DVD-RAM 3", "Größe 1", "x" * 63])
def test_people_name_media_as_they_like(name: str) -> None:
    assert medium_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        " a",
        "a ",
        ".",
        "..",
        ".a",
        "a/b",
        "a\\b",
        "a\nb",
        "a\0",
        "x" * 64,
        '"a"',
        "\u202ea",
        "\ud800",
    ],
)
def test_names_that_would_break_something_are_refused(name: str) -> None:
    with pytest.raises(FormatError, match="a medium's name"):
        medium_name(name)
