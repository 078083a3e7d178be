"""Small real sets, and every way to mar one of their files."""

from collections.abc import Callable
from pathlib import Path
from random import Random

Mar = Callable[[Path, str, Random], str]  # the set's folder, one of its files; answers what was done


def flip(folder: Path, name: str, random: Random) -> str:
    """One bit."""
    path = folder / name
    content = bytearray(path.read_bytes())
    place = random.randrange(len(content) * 8)
    content[place // 8] ^= 1 << place % 8
    path.write_bytes(content)
    return f"bit {place} of {name} flipped"


def swap_bytes(folder: Path, name: str, random: Random) -> str:
    """Two that differ."""
    path = folder / name
    content = bytearray(path.read_bytes())
    one, other = random.randrange(len(content)), random.randrange(len(content))
    while content[one] == content[other]:
        one, other = random.randrange(len(content)), random.randrange(len(content))
    content[one], content[other] = content[other], content[one]
    path.write_bytes(content)
    return f"bytes {one} and {other} of {name} swapped"


def cut(folder: Path, name: str, random: Random) -> str:
    path = folder / name
    size = random.randrange(path.stat().st_size)
    path.write_bytes(path.read_bytes()[:size])
    return f"{name} cut to {size} bytes"


def grow(folder: Path, name: str, random: Random) -> str:
    path = folder / name
    more = random.randbytes(random.randrange(1, 5000))
    path.write_bytes(path.read_bytes() + more)
    return f"{name} grown by {len(more)} bytes"


def overwrite(folder: Path, name: str, random: Random) -> str:
    """A stretch with zeros, as a lost sector reads."""
    path = folder / name
    content = bytearray(path.read_bytes())
    start = random.randrange(len(content))
    end = min(len(content), start + random.randrange(1, 2048))
    if not any(content[start:end]):
        return flip(folder, name, random)
    content[start:end] = bytes(end - start)
    path.write_bytes(content)
    return f"bytes {start} to {end} of {name} zeroed"


def swap_files(folder: Path, name: str, random: Random) -> str:
    """With another file of the set that has other bytes."""
    others = [path for path in sorted(folder.iterdir()) if path.read_bytes() != (folder / name).read_bytes()]
    other = random.choice([path for path in others if path.name != "verified.json"])
    one, content = folder / name, other.read_bytes()
    other.write_bytes(one.read_bytes())
    one.write_bytes(content)
    return f"{name} and {other.name} swapped"


def remove(folder: Path, name: str, _random: Random) -> str:
    (folder / name).unlink()
    return f"{name} removed"


def rename(folder: Path, name: str, random: Random) -> str:
    new = f"{name}.{random.randrange(1000):03}"
    (folder / name).rename(folder / new)
    return f"{name} renamed to {new}"


def add(folder: Path, name: str, random: Random) -> str:
    new = f"{name}.{random.randrange(1000):03}x"
    (folder / new).write_bytes(random.randbytes(random.randrange(100)))
    return f"{new} added"


FLIPS: tuple[Mar, ...] = (flip,)
OTHERS: tuple[Mar, ...] = (swap_bytes, cut, grow, overwrite, swap_files, remove, rename, add)
