"""No secret of a channel ever stands in an error's text or in a log, whoever has put it there."""

import base64
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from mmbackup.services.history.remember_change import SECRET

SHORTEST_PART = 4  # shorter parts of an address say nothing, and would blot out ordinary words
_BETWEEN = re.compile(r"[/@:?&=#;,+\s]+")


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """The secrets themselves, the parts of those that are addresses, and what transports make of them."""
    for form in sorted(_forms(secrets), key=len, reverse=True):
        text = text.replace(form, SECRET)
    return text


def secrets_of(settings: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [str(value) for name in names if (value := settings.get(name))]


def _forms(secrets: Iterable[str]) -> set[str]:
    return {form for secret in secrets for part in _parts(secret) for form in (part, *_encoded(part)) if form}


def _parts(secret: str) -> list[str]:
    """All of an address but its scheme; of the web's own, the host is no secret either."""
    scheme, colon, rest = secret.partition("://")
    if not colon:
        return [secret]
    inner = rest.partition("/")[2] if scheme in ("http", "https") else rest
    parts = [part for part in _BETWEEN.split(inner) if len(part) >= SHORTEST_PART]
    return [secret, inner, *parts, *(unquote(part) for part in parts)]


def _encoded(part: str) -> tuple[str, ...]:
    return quote(part, safe=""), quote_plus(part), base64.b64encode(part.encode()).decode()
