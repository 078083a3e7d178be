"""What several kinds ask of their settings."""

import os
import ssl
from collections.abc import Mapping
from typing import Any

from mmbackup.services.notices.letter import NotDelivered

HIGHEST_PORT = 65535


def host_faults(settings: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    host, port = settings.get("host"), settings.get("port")
    if not isinstance(host, str) or not host or any(sign.isspace() or sign in "/@" for sign in host):
        found["host"] = "Give a host's name or address."
    if not isinstance(port, int) or not 0 < port <= HIGHEST_PORT:
        found["port"] = "Give a port, 1 to 65535."
    return found


def ca_faults(settings: Mapping[str, Any]) -> dict[str, str]:
    path = settings.get("ca_file", "")
    if not path or os.path.isfile(path):
        return {}
    return {"ca_file": "There is no such file on the server."}


def one_of(settings: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> dict[str, str]:
    return {} if settings.get(name) in choices else {name: f"Choose one of {', '.join(choices)}."}


def tls_of(settings: Mapping[str, Any]) -> ssl.SSLContext:
    """Certificates are always checked: with the system's authorities, and one's own where a file names it."""
    context = ssl.create_default_context()
    path = settings.get("ca_file", "")
    if path:
        try:
            context.load_verify_locations(cafile=path)
        except (OSError, ssl.SSLError) as error:
            raise NotDelivered(f"the certificate file {path} cannot be used: {error}") from error
    return context
