"""The last words of a dump as text: a dump that was cut off does not say them."""

from mmbackup.engine.errors import CommandFailed

_TAIL = 4096


def check_end(path: str, words: bytes) -> None:
    """CommandFailed when they stand nowhere near its end."""
    try:
        with open(path, "rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL))
            end = file.read()
    except OSError as error:
        raise CommandFailed(f"it cannot be read: {error.strerror}") from error
    if words not in end:
        raise CommandFailed(f"it was cut off: it does not end with {words.decode()!r}")
