"""Headers built by hand, as the standard library's tarfile and GNU tar read them."""

import io
import tarfile

from hypothesis import example, given
from hypothesis import strategies as st

from mmbackup.engine.format import archive
from mmbackup.engine.format.archive import END, Member, headers, pax_record, sparse_headers, sparse_map

NAMES = st.binary(min_size=1, max_size=400).map(
    lambda name: b"/".join(part for part in name.replace(b"\0", b"0").split(b"/") if part) or b"x"
)
XATTRS = st.lists(
    st.tuples(st.from_regex(rb"user\.[a-z=%]{1,20}", fullmatch=True), st.binary(max_size=200)),
    max_size=3,
    unique_by=lambda pair: pair[0],
)


def read(member_blocks: bytes, content: bytes = b"") -> tarfile.TarInfo:
    """The one member, with what tarfile makes of it."""
    padded = content + bytes(archive.padding(len(content)))
    with tarfile.open(fileobj=io.BytesIO(member_blocks + padded + END)) as opened:
        (info,) = opened.getmembers()
    return info


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


@given(
    name=NAMES,
    mode=st.integers(0, 0o7777),
    uid=st.integers(0, 2**32),
    gid=st.integers(0, 2**32),
    mtime_ns=st.integers(-(2**62), 2**62),
    content=st.binary(max_size=2000),
    xattrs=XATTRS,
)
@example(name=b"a" * 100, mode=0o644, uid=0, gid=0, mtime_ns=0, content=b"", xattrs=[])
@example(
    name=b"a" * 101, mode=0o644, uid=0o7777777, gid=0o10000000, mtime_ns=1, content=b"x" * 512, xattrs=[]
)
@example(name=b"\xff" * 99, mode=0o644, uid=0, gid=0, mtime_ns=-1, content=b"", xattrs=[])
def test_files(
    *,
    name: bytes,
    mode: int,
    uid: int,
    gid: int,
    mtime_ns: int,
    content: bytes,
    xattrs: list[tuple[bytes, bytes]],
) -> None:
    member = Member(name, archive.FILE, mode, uid, gid, len(content), mtime_ns, xattrs=xattrs)

    info = read(headers(member), content)

    assert as_bytes(info.name) == name
    assert (info.mode, info.uid, info.gid, info.size) == (mode, uid, gid, len(content))
    seconds, nanos = divmod(mtime_ns, 10**9)
    if nanos or seconds < 0:
        whole, _, fraction = info.pax_headers["mtime"].partition(".")
        sign = -1 if whole.startswith("-") else 1
        assert sign * (abs(int(whole)) * 10**9 + int(fraction)) == mtime_ns
    else:
        assert info.mtime == seconds
    found = {key: value for key, value in info.pax_headers.items() if key.startswith("SCHILY.xattr.")}
    expected = {key.replace(b"%", b"%25").replace(b"=", b"%3D").decode(): value for key, value in xattrs}
    assert {key[13:]: as_bytes(value) for key, value in found.items()} == expected


@given(name=NAMES, link=NAMES)
def test_links(name: bytes, link: bytes) -> None:
    for kind in (archive.SYMLINK, archive.HARD_LINK):
        info = read(headers(Member(name, kind, 0o777, 0, 0, 0, 1, link=link)))

        assert (as_bytes(info.name), as_bytes(info.linkname)) == (name, link)


def test_sizes_beyond_the_fields_octal_digits() -> None:
    blocks = headers(Member(b"large", archive.FILE, 0o644, 0, 0, 1 << 40, 0))

    info = tarfile.TarInfo.frombuf(blocks[-512:], "utf-8", "surrogateescape")

    assert b" size=1099511627776\n" in blocks
    assert info.size == 0


def test_a_folder_ends_in_a_slash_and_is_one() -> None:
    info = read(headers(Member(b"a/", archive.FOLDER, 0o700, 1, 2, 0, 5)))

    assert info.isdir()
    assert info.mode == 0o700


@given(st.binary(max_size=300))
def test_a_pax_record_counts_itself(value: bytes) -> None:
    record = pax_record(b"key", value)

    assert int(record.split(b" ")[0]) == len(record)


def test_sparse_files_as_tarfile_reads_them() -> None:
    segments = [(4096, 512), (1 << 20, 0)]
    layout = sparse_map(segments)
    member = Member(b"dir/sparse", archive.FILE, 0o644, 0, 0, len(layout) + 512, 0)
    blocks = sparse_headers(member, 1 << 20) + layout + b"d" * 512

    with tarfile.open(fileobj=io.BytesIO(blocks + END)) as opened:
        info = opened.getmembers()[0]
        file = opened.extractfile(info)
        assert file is not None
        content = file.read()

    assert info.name == "dir/sparse"
    assert content == bytes(4096) + b"d" * 512 + bytes((1 << 20) - 4608)
