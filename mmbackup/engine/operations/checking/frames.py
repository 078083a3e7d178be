"""Whether a stretch of a piece is still the frames that were written there: each has its checksum."""

from collections.abc import Iterable, Sequence

import zstandard

from mmbackup.engine.index.shapes import IndexedFile

_LARGEST_WINDOW = 8 << 20
_MOST_KEPT = 16 << 20  # bytes of a stretch in which names are looked for; ours hold 4 MB
_HEADERS = 64 << 10  # a member's headers begin at its place, and its name stands in them
_NAME = 90  # bytes of a name's end that stand in one field, or in one record
_STEP = 64 << 10


def is_sound(stretch: Iterable[memoryview], files: Sequence[IndexedFile]) -> bool:
    """Nothing but whole frames with right checksums, and in the first of them the files that belong there."""
    kept = bytearray()
    decoder: zstandard.ZstdDecompressionObj | None = None
    try:
        for chunk in _steps(stretch):
            rest = chunk
            while rest:
                decoder = decoder or _decoder(rest)
                content = decoder.decompress(rest)
                kept += content[: _MOST_KEPT - len(kept)]
                rest = decoder.unused_data if decoder.eof else b""
                decoder = None if decoder.eof else decoder
    except zstandard.ZstdError:
        return False
    return decoder is None and all(_stands_there(kept, file) for file in files)


def _steps(stretch: Iterable[memoryview]) -> Iterable[bytes]:
    """Small, so that what comes out stays small however well it was compressed."""
    for chunk in stretch:
        for at in range(0, len(chunk), _STEP):
            yield bytes(chunk[at : at + _STEP])


def _decoder(beginning: bytes) -> "zstandard.ZstdDecompressionObj":
    """ZstdError for anything but a frame of ours."""
    if len(beginning) >= 18:  # the longest header; a shorter rest shows itself at its end
        parameters = zstandard.get_frame_parameters(beginning)
        if not parameters.has_checksum:
            raise zstandard.ZstdError("a frame without a checksum")
    return zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj()


def _stands_there(content: bytearray, file: IndexedFile) -> bool:
    return content.find(file.path[-_NAME:].rstrip(b"/"), file.at, file.at + _HEADERS) >= 0
