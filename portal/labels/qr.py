"""The QR code of a label: it leads to the page of its medium, and names medium and set by itself too."""

from uuid import UUID

import segno

LEVEL = "M"  # survives 15 % of damage: a label is handled for years


def address_of(*, portal: str, medium: UUID, backup_set: UUID) -> str:
    """In capitals, which a QR code holds in half the room; the portal reads them all the same."""
    return f"{portal}/L/{medium.hex}/{backup_set.hex}".upper()


def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    code = segno.make_qr(text, error=LEVEL, boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)
