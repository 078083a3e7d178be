"""The letters of printed labels: one family for page and PDF, and what stands in for signs that it lacks."""

import os
import unicodedata
from functools import cache, lru_cache
from itertools import groupby

from django.conf import settings
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

REGULAR, BOLD = "Label", "Label-Bold"
MISSING = "?"
MOST_KEPT = 16_384  # words whose measures are remembered
# For signs that the family lacks: what Debian's packages bring, where they are installed.
_ON_THE_SERVER = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/unifont/unifont.ttf",
)
# Scripts whose letters change their shape or order beside each other; a PDF here sets them one by one.
_SHAPED = {
    "ARABIC", "HEBREW", "SYRIAC", "THAANA", "NKO", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI",
    "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "THAI", "LAO", "TIBETAN", "MYANMAR",
    "KHMER",
}  # fmt: skip


@lru_cache(maxsize=MOST_KEPT)
def pieces(words: str, *, bold: bool) -> tuple[tuple[str, str], ...]:
    """The words cut where the font changes: font and piece."""
    named = [(_font_of(sign, bold), sign) for sign in unicodedata.normalize("NFC", words)]
    cut = [(font, "".join(sign for _, sign in signs)) for font, signs in groupby(named, lambda pair: pair[0])]
    return tuple((font or _own(bold), piece if font else MISSING * len(piece)) for font, piece in cut)


def width_of(words: str, size: float, *, bold: bool) -> float:
    """In the unit of size."""
    return size * _width(words, bold)


@lru_cache(maxsize=MOST_KEPT)
def _width(words: str, bold: bool) -> float:
    """Of letters of size 1. A long table has the same words again and again."""
    _register()
    widths: list[float] = [pdfmetrics.stringWidth(piece, font, 1) for font, piece in pieces(words, bold=bold)]
    return sum(widths)


def not_in_print(words: str) -> str:
    """The signs of these words that a PDF cannot show as they are written, each once."""
    return "".join(dict.fromkeys(sign for sign in words if not _font_of(sign, bold=False)))


@cache
def _font_of(sign: str, bold: bool) -> str:
    """Empty when no font has the sign."""
    if unicodedata.name(sign, "").split(" ")[0] in _SHAPED:
        return ""
    _register()
    return next((font for font in (_own(bold), *_others()) if _has(font, sign)), "")


def _own(bold: bool) -> str:
    return BOLD if bold else REGULAR


def _has(font: str, sign: str) -> bool:
    return ord(sign) in pdfmetrics.getFont(font).face.charToGlyph


@cache
def _register() -> None:
    for font, file in ((REGULAR, "Roboto-Regular.ttf"), (BOLD, "Roboto-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(font, str(settings.LABEL_FONTS / file)))


@cache
def _others() -> tuple[str, ...]:
    return tuple(os.path.basename(path) for path in _ON_THE_SERVER if _is_usable(path))


def _is_usable(path: str) -> bool:
    """Registered by its file's name. One that is missing or of a kind that a PDF cannot carry is left out."""
    try:
        pdfmetrics.registerFont(TTFont(os.path.basename(path), path))
    except (TTFError, OSError):
        return False
    return True
