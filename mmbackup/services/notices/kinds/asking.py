"""A request by HTTP to an address that an administrator gave: bounded, certificates checked, no redirects.

Only administrators name addresses. Whatever one names is asked from this server, inside its network too.
"""

import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import NoReturn
from urllib.parse import urlsplit

from mmbackup.services.notices.kinds.port import PATIENCE
from mmbackup.services.notices.letter import NotDelivered, Receipt

MOST_OF_AN_ANSWER = 200  # bytes that people are shown
USER_AGENT = "mmbackup"
FOR_GOOD = frozenset({400, 404, 405, 410, 413, 415, 422})


def address_fault(address: object) -> str:
    """Empty when it may be asked."""
    words = "Give an address such as https://example.com/hook."
    if not isinstance(address, str) or any(sign.isspace() for sign in address):
        return words
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return words
    if known and parts.username is not None:
        return "Give the address without a name and a password in it."
    return "" if known else words


def host_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def ask(
    address: str,
    *,
    tls: ssl.SSLContext,
    body: bytes | None = None,
    headers: Mapping[str, str] = {},
) -> Receipt:
    """GET, or POST where there is a body. The receipt shows the answer's beginning."""
    wanted = urllib.request.Request(address, body, {"User-Agent": USER_AGENT, **headers})  # noqa: S310  checked
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=tls), _NoRedirects())
    try:
        with opener.open(wanted, timeout=PATIENCE) as response:
            text = response.read(MOST_OF_AN_ANSWER).decode("utf-8", "replace").strip()
            return Receipt(f"{response.status} {response.reason} {text}".strip())
    except urllib.error.HTTPError as error:
        with error:
            _refused(error)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise NotDelivered(f"{host_of(address)} cannot be reached: {reason}") from error


def _refused(error: urllib.error.HTTPError) -> NoReturn:
    try:
        text = error.read(MOST_OF_AN_ANSWER).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException):
        text = ""
    words = f"the receiver answered {error.code} {error.reason} {text}".strip()
    raise NotDelivered(words, is_permanent=error.code in FOR_GOOD) from error


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Where an administrator sends something, it goes to, and nowhere else."""

    def redirect_request(self, *_arguments: object) -> None:
        return None
