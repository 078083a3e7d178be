"""A uuid as a label's QR code writes it: 32 hexadecimal digits, in capitals."""

from uuid import UUID


class CodeConverter:
    regex = "[0-9A-Fa-f]{32}"

    def to_python(self, value: str) -> UUID:
        return UUID(value)

    def to_url(self, value: UUID) -> str:
        return value.hex.upper()
