"""The manifest: what was written is read; what we would not have written is refused."""

import itertools
import json
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format import archive
from mmbackup.engine.format.archive import Member
from mmbackup.engine.format.manifest import LONGEST_LINE, ManifestSpool, entry_link, entry_path, read_manifest
from mmbackup.engine.format.manifest_line import Origin, frame_text, manifest_line

ORIGIN = Origin("messages", 'MSS "1"', "messages").text()


def line(name: bytes, **more: object) -> bytes:
    member = Member(name, archive.FILE, 0o644, 0, 0, 3, 7)
    made = manifest_line(member, size=3, sha256="ab" * 32, at=512, origin=ORIGIN)
    whole = made.replace(b"\0", frame_text("messages.0001.tar.zst", 99))
    return (json.dumps(json.loads(whole) | more) + "\n").encode() if more else whole


def packed(*lines: bytes) -> list[bytes]:
    return [zstandard.compress(b"".join(lines))]


@given(st.binary(min_size=1, max_size=100).filter(lambda name: b"\0" not in name and name.strip(b"./")))
def test_any_name_comes_back(name: bytes) -> None:
    name = b"MSS1/" + name.replace(b".", b",").replace(b"/", b"_/_")

    (entry,) = read_manifest(packed(line(name)))

    assert entry_path(entry) == name
    assert entry["frame"] == ["messages.0001.tar.zst", 99]
    assert (entry["server"], entry["at"], entry["sha256"]) == ('MSS "1"', 512, "ab" * 32)


def test_a_line_never_holds_a_raw_nul_but_the_frames() -> None:
    made = manifest_line(
        Member(b"a\x00b", archive.SYMLINK, 0, 0, 0, 0, 0, link=b"\xff\x00"),
        size=0,
        sha256="",
        at=0,
        origin=ORIGIN,
    )

    assert made.count(b"\0") == 1


def test_the_spool_keeps_all_lines_in_many_frames_and_knows_its_bound(tmp_path: Path) -> None:
    spool = ManifestSpool(str(tmp_path / "spool"))
    lines = [line(b"MSS1/%d" % number) for number in range(10_000)]
    for one in lines:
        bound = spool.bound(len(one))
        spool.add(one)
        assert spool.bound() <= bound
    chunks: list[bytes] = []

    spool.copy_to(chunks.append)

    assert sum(map(len, chunks)) == spool.bound()
    assert [entry["path"] for entry in read_manifest(chunks)] == [
        f"MSS1/{number}" for number in range(10_000)
    ]
    spool.close()


@pytest.mark.parametrize(
    "lines",
    [
        [b"not json\n"],
        [b"[]\n"],
        [b"[" * 100_000 + b"\n"],
        [line(b"MSS1/a")[:-1]],
        [line(b"MSS1/a", size="3")],
        [line(b"MSS1/a", path="/etc/passwd")],
        [line(b"MSS1/a", path="MSS1/../../etc")],
        [line(b"MSS1/a", path=5)],
        [line(b"MSS1/a", path="MSS1//a")],
        [line(b"MSS1/a", path="MSS1/./a")],
        [line(b"MSS1/a", path="x/" * 5000 + "a")],
        [line(b"MSS1/a", path="\udcff")],
        [line(b"MSS1/a", size=-1)],
        [line(b"MSS1/a", size=1 << 63)],
        [line(b"MSS1/a", size=True)],
        [line(b"MSS1/a", at=-1)],
        [line(b"MSS1/a", mode=0o10644)],
        [line(b"MSS1/a", uid=1 << 32)],
        [line(b"MSS1/a", mtime_ns=10**25)],
        [line(b"MSS1/a", mtime_ns=float("nan"))],
        [line(b"MSS1/a", type="device")],
        [line(b"MSS1/a", type=["file"])],
        [line(b"MSS1/a", type="symlink")],
        [line(b"MSS1/a", link="MSS1/b")],
        [line(b"MSS1/a", type="hard link", sha256=None, link="../b")],
        [line(b"MSS1/a", type="hard link", sha256=None, link="/b")],
        [line(b"MSS1/a", type="symlink", sha256=None, link="a\0b")],
        [line(b"MSS1/a", sha256="ab")],
        [line(b"MSS1/a", sha256=None)],
        [line(b"MSS1/a", frame=None)],
        [line(b"MSS1/a", frame=["messages.0001.tar.zst"])],
        [line(b"MSS1/a", frame=["../../other/messages.0001.tar.zst", 0])],
        [line(b"MSS1/a", frame=["messages.0001.tar.zst", -1])],
        [line(b"MSS1/a", server="x" * 5000)],
        [line(b"MSS1/a", server="\ud800")],
        [line(b"MSS1/a", item=None)],
        [line(b"MSS1/a", slice=3)],
        [line(b"MSS1/a", slice={"number": 0, "offset": 0, "size": 1, "of": 2})],
        [line(b"MSS1/a", slice={"number": 1, "offset": 2, "size": 1, "of": 2})],
        [line(b"MSS1/a", slice={"number": 1, "offset": 0, "size": 1})],
        [line(b"MSS1/a", raw="zz")],
        [b'{"path": "' + b"x" * LONGEST_LINE * 2 + b'"}\n'],
    ],
    ids=itertools.count(),
)
def test_what_we_would_not_write_is_refused(lines: list[bytes]) -> None:
    with pytest.raises(FormatError):
        list(read_manifest(packed(*lines)))


def test_a_link_says_where_it_leads_in_bytes() -> None:
    made = manifest_line(
        Member(b"MSS1/a", archive.SYMLINK, 0, 0, 0, 0, 0, link=b"\xff/../x"),
        size=0,
        sha256="",
        at=0,
        origin=ORIGIN,
    )

    (entry,) = read_manifest(packed(made.replace(b"\0", frame_text("messages.0001.tar.zst", 0))))

    assert entry_link(entry) == b"\xff/../x"


def test_a_time_that_cannot_be_restored_is_the_nearest_that_can() -> None:
    (entry,) = read_manifest(packed(line(b"MSS1/a", mtime_ns=15_032_385_535_000_000_000)))  # ext4's last

    assert entry["mtime_ns"] == (1 << 63) - 1


def test_broken_frames_are_refused() -> None:
    (frame,) = packed(line(b"MSS1/a"))
    broken = bytearray(frame)
    broken[len(frame) // 2] ^= 0xFF

    with pytest.raises(FormatError):
        list(read_manifest([bytes(broken)]))


def test_a_bomb_is_read_in_small_steps() -> None:
    """A gigabyte without a line's end is refused long before it is all there."""
    bomb = zstandard.ZstdCompressor(level=1).compressobj()
    chunks = [bomb.compress(bytes(1 << 20)) for _ in range(200)] + [bomb.flush()]

    with pytest.raises(FormatError, match="too long"):
        list(read_manifest(chunks))


def test_a_line_may_say_whose_the_file_is() -> None:
    told = ("MSS1/srv/a \\x0ab", "{domain}/{user}/")
    member = Member(b"MSS1/srv/x", archive.FILE, 0o644, 0, 0, 3, 7)
    origin = Origin("messages", "MSS1", "messages", told).text()
    made = manifest_line(member, size=3, sha256="ab" * 32, at=0, origin=origin)

    (entry,) = read_manifest(packed(made.replace(b"\0", frame_text("messages.0001.tar.zst", 99))))

    assert entry["subscribers"] == list(told)


@pytest.mark.parametrize(
    "subscribers",
    [
        "MSS1",
        [],
        ["MSS1/srv"],
        ["MSS1/srv", *["{user}"] * 9],
        ["MSS1/srv", 7],
        ["MSS1/srv", "x" * 201],
        ["x" * 8193, "{user}"],
        ["MSS1/\udc80", "{user}"],
        ["MSS1/a\nb", "{user}"],
        {"MSS1": "{user}"},
    ],
)
def test_whose_a_file_is_has_its_bounds(subscribers: object) -> None:
    with pytest.raises(FormatError, match=r"subscribers|escaped"):
        list(read_manifest(packed(line(b"MSS1/x", subscribers=subscribers))))
