"""Reading from the device: what the page cache says does not count."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.engine.media import past_cache
from tests.engine.media.mounts import make_ext4, mounted, needs_root, run, unmount

pytestmark = [needs_root, pytest.mark.root]


def read(folder: Path, name: str) -> bytes:
    directory = os.open(folder, os.O_RDONLY)
    descriptor = past_cache.open_past_cache(name, directory)
    try:
        return b"".join(bytes(chunk) for chunk in past_cache.read_past_cache(descriptor))
    finally:
        os.close(descriptor)
        os.close(directory)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return make_ext4(tmp_path / "disk.img", 16 << 20)


@pytest.mark.parametrize("direct", [True, False])
def test_damage_under_the_cache_is_seen(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, direct: bool
) -> None:
    if not direct:
        monkeypatch.setattr(os, "O_DIRECT", 0)  # as on file systems that have no such thing
    content = b"backup of Monday" * 65536
    with mounted(image, tmp_path / "mnt") as disk:
        (disk / "piece").write_bytes(content)
        os.sync()
        place = image.read_bytes().index(content[:4096])
        with image.open("r+b") as device:
            device.seek(place + 5)
            device.write(b"?")
            os.fsync(device.fileno())
        drop_cache_of(device_of(disk))

        assert (disk / "piece").read_bytes() == content
        assert read(disk, "piece") != content


def device_of(mount_point: Path) -> str:
    for line in Path("/proc/mounts").read_text().splitlines():
        device, at, *_ = line.split()
        if at == str(mount_point):
            return device
    raise LookupError(mount_point)


def drop_cache_of(device: str) -> None:
    run("blockdev", "--flushbufs", device)


@pytest.fixture(params=["tmpfs", "ext4"])
def folder(request: pytest.FixtureRequest, image: Path, tmp_path: Path) -> Iterator[Path]:
    at = tmp_path / "at"
    at.mkdir()
    if request.param == "tmpfs":
        run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(at))
    else:
        run("mount", "-o", "loop", str(image), str(at))
    yield at
    unmount(at)


@pytest.mark.parametrize("size", [0, 1, 4096, (4 << 20) - 1, 4 << 20, (8 << 20) + 4097])
def test_files_of_any_size_on_file_systems_with_and_without_direct_reading(folder: Path, size: int) -> None:
    content = os.urandom(size)
    (folder / "piece").write_bytes(content)

    assert read(folder, "piece") == content
