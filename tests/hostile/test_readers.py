"""Every reader of a medium, given what an enemy might write: the value, or an error of ours; never more.

fuzz/ goes on from here for as long as one likes: make fuzz.
"""

import itertools
import json
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.seeds import manifest_lines, one_set, seeds
from fuzz.targets import TARGETS
from mmbackup.engine.errors import FormatError
from mmbackup.engine.format import set_account, set_text
from mmbackup.engine.format.json_text import MOST_VALUES, parse_json
from mmbackup.engine.format.manifest import read_manifest
from mmbackup.engine.format.manifest_entry import parse_entry
from mmbackup.engine.format.member_reader import SparseMap
from mmbackup.engine.format.set_account import SET_LIMIT

MEGABYTE = 1 << 20
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(0, 9).map(lambda digit: 10**digit)
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(
        ["../a", "/a", "a\0", "ab" * 32, "file", "hard link", "symlink", "\ud800", "a\u202eb", "\x1b[2J"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)


def damaged(whole: bytes) -> st.SearchStrategy[bytes]:
    """Some bytes of it are others, or more, or fewer."""
    places = st.tuples(st.integers(0, len(whole)), st.integers(0, 4), st.binary(max_size=4))
    return st.lists(places, min_size=1, max_size=4).map(lambda changes: _changed(whole, changes))


def _changed(whole: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for place, dropped, put in changes:
        whole = whole[:place] + put + whole[place + dropped :]
    return whole


@pytest.mark.parametrize("name", TARGETS)
def test_odd_bytes_are_understood_or_refused(name: str) -> None:
    for seed in itertools.chain(seeds()[name], *seeds().values()):
        TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
def test_no_bytes_do_worse_than_an_error_of_ours(name: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=300) | st.sampled_from(seeds()[name]).flatmap(damaged))
    def try_bytes(text: bytes) -> None:
        TARGETS[name](text)

    try_bytes()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_field_of_a_manifest_does_worse(choices: st.DataObject) -> None:
    entry = json.loads(choices.draw(st.sampled_from(manifest_lines())))
    for key in choices.draw(st.lists(st.sampled_from(sorted(entry)), min_size=1, max_size=3)):
        entry[key] = choices.draw(JSON)

    TARGETS["read_manifest_line"](json.dumps(entry).encode())


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_field_of_a_set_does_worse(choices: st.DataObject) -> None:
    account = json.loads(set_text.encode(one_set()))
    of = choices.draw(
        st.sampled_from([account, account["files"][0], account["tallies"][0], account["earlier"][0]])
    )
    of[choices.draw(st.sampled_from(sorted(of)))] = choices.draw(JSON)

    TARGETS["read_set_json"](json.dumps(account).encode())


def peak(work: Callable[[], object]) -> int:
    """Bytes of memory that were in use at once for it."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def refused(text: bytes) -> None:
    with pytest.raises(FormatError):
        parse_json("set.json", text)


@pytest.mark.parametrize(
    "text",
    [
        b"[" * SET_LIMIT,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000,
        b"[" + b"[]," * (SET_LIMIT // 3) + b"0]",
        b'[{"":0}' + b',{"":0}' * (SET_LIMIT // 8) + b"]",
        b"[" + b"1.0," * (SET_LIMIT // 4) + b"0]",
        b"1" * SET_LIMIT,
        b"[" + b"-" * MEGABYTE,
        b'"' + b"a" * SET_LIMIT,
        b'{"a":1,"a":2}',
        b'{"b":{"a":1,"a":1}}',
        '{"a":1}'.encode("utf-16"),
        '{"a":1}'.encode("utf-32"),
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\xed\xa0\x80"}',
    ],
    ids=itertools.count(),
)
def test_json_bombs_cost_little(text: bytes) -> None:
    assert peak(lambda: refused(text)) < 3 * SET_LIMIT


def test_as_many_values_as_are_read_cost_little() -> None:
    text = b"[" + b'{"":0},' * (MOST_VALUES // 2 - 2) + b"0]"

    assert peak(lambda: parse_json("set.json", text)) < 80 * MEGABYTE


def test_a_hundred_thousand_files_are_read() -> None:
    files = tuple(
        set_account.SetFile(f"messages.{number:06}.tar.zst.age", 1 << 32, "ab" * 32)
        for number in range(100_000)
    )
    content = set_text.encode(one_set()._replace(files=files, part=1, parts=1, earlier=()))

    assert len(content) < SET_LIMIT
    assert len(set_text.decode("set.json", content).files) == len(files)


def endless(one: bytes, times: int) -> Iterator[bytes]:
    compressor = zstandard.ZstdCompressor(level=1).compressobj()
    yield from (compressor.compress(one) for _ in range(times))
    yield compressor.flush()


def test_a_manifest_that_swells_is_read_in_little_memory() -> None:
    line = manifest_lines()[0]
    chunks = list(endless(line * (MEGABYTE // len(line)), 3))
    found: list[int] = []

    used = peak(lambda: found.append(sum(1 for _ in read_manifest(chunks))))

    assert found[0] > 5_000
    assert used < 4 * MEGABYTE


FRAME = zstandard.compress(manifest_lines()[0])
SKIPPED = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"
WIDE = zstandard.ZstdCompressionParameters(window_log=27)
WITH_DICTIONARY = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(b"abcd" * 99))


@pytest.mark.parametrize(
    "chunks",
    [
        endless(bytes(MEGABYTE), 64),
        endless(b"[" * MEGABYTE, 64),
        endless(b"\n" * MEGABYTE, 2),
        [zstandard.compress(b"x" * 999 + b"\n") * 9],
        [
            zstandard.ZstdCompressor(compression_params=WIDE).compressobj().compress(bytes(1 << 20))
            + bytes(99)
        ],
        [WITH_DICTIONARY.compress(b"abcd" * 9)],
        [SKIPPED * 1000 + b"garbage"],
        [FRAME + b"\x50\x2a\x4d\x18\xff\xff\xff\xff" + b"skipped"],
        [FRAME + b"garbage"],
        [FRAME + bytes(9)],
        [FRAME + FRAME[:20]],
        [FRAME[:-1]],
        [FRAME, FRAME[:-4]],
        [FRAME[:4]],
    ],
    ids=itertools.count(),
)
def test_frames_that_are_none_of_ours_are_refused_and_cost_little(chunks: Iterable[bytes]) -> None:
    frames = list(chunks)

    def read_all() -> None:
        with pytest.raises(FormatError):
            list(read_manifest(frames))

    assert peak(read_all) < 8 * MEGABYTE


def test_sums_beyond_all_numbers_are_refused() -> None:
    """Each size is in bounds; a table that adds them up would overflow."""
    line = json.loads(manifest_lines()[0]) | {"size": 1 << 61}
    files = tuple(set_account.SetFile(f"x{number}", 1 << 61, "ab" * 32) for number in range(3))
    tallies = (one_set().tallies[0]._replace(size=1 << 61),) * 3

    with pytest.raises(FormatError, match="larger than anything"):
        list(read_manifest([zstandard.compress((json.dumps(line).encode() + b"\n") * 3)]))
    for account in (
        one_set()._replace(files=(*one_set().files, *files)),
        one_set()._replace(tallies=tallies),
    ):
        with pytest.raises(FormatError, match="larger than anything"):
            set_text.decode("set.json", set_text.encode(account))


def test_what_may_be_skipped_is_skipped() -> None:
    assert len(list(read_manifest([SKIPPED * 1000 + FRAME]))) == 1


def test_a_manifest_that_is_cut_off_is_never_taken_for_a_shorter_one() -> None:
    for cut in range(1, len(FRAME)):
        with pytest.raises(FormatError):
            list(read_manifest([FRAME + FRAME[:cut]]))


@pytest.mark.parametrize(
    "text",
    [
        b"9" * MEGABYTE,
        b"[" * MEGABYTE,
        b'{"size":' + b"9" * 4000 + b"}",
        b"NaN",
        b"-Infinity",
        b'{"size":1e400}',
    ],
    ids=itertools.count(),
)
def test_a_line_of_a_manifest_costs_little(text: bytes) -> None:
    def read_line() -> None:
        with pytest.raises(FormatError):
            parse_entry(text)

    assert peak(read_line) < 8 * MEGABYTE


def test_a_sparse_map_that_comes_in_crumbs_takes_no_longer() -> None:
    """Each is looked at once, not together with all that came before."""
    text = b"40000\n" + b"".join(b"%d\n1\n" % (2 * number) for number in range(40_000))
    text += bytes(-len(text) % 512)
    sparse = SparseMap(1 << 40)
    started = time.process_time()

    taken = [sparse.take(text[at : at + 40]) for at in range(0, len(text), 40)]

    assert taken[-1] == 40 or taken[-1] == len(text) % 40
    assert len(sparse.numbers) == 80_000
    assert time.process_time() - started < 5
