"""Who may read the figures: a token of an auditor or more, or a machine of a network that is set."""

from datetime import datetime
from ipaddress import ip_address, ip_network

from django.http import HttpRequest

from mmbackup.models import Role
from mmbackup.services.preferences import preferences
from mmbackup.services.tokens.token_of import TokenRefused, token_of
from portal.menu.entry import READERS
from portal.proxies import UNKNOWN_PROXY

BEARER = "bearer "
UNAUTHORISED, FORBIDDEN = 401, 403


def refusal(request: HttpRequest, *, now: datetime) -> int | None:
    """None: it may. A token that is given decides, whatever network it comes from."""
    given = request.headers.get("Authorization", "")
    if given.lower().startswith(BEARER):
        return _refusal_of_token(given[len(BEARER) :].strip(), now)
    return None if _is_of_network(request) else UNAUTHORISED


def _refusal_of_token(secret: str, now: datetime) -> int | None:
    try:
        role = Role(token_of(secret=secret, now=now).role)
    except TokenRefused:
        return UNAUTHORISED
    return None if role in READERS else FORBIDDEN


def _is_of_network(request: HttpRequest) -> bool:
    """A network that nobody can read lets nobody in; nor does one whose machine may speak for another."""
    try:
        machine = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return not request.META.get(UNKNOWN_PROXY) and any(
        _holds(network, str(getattr(machine, "ipv4_mapped", None) or machine)) for network in _networks()
    )


def _networks() -> list[str]:
    return [str(network) for network in preferences().metrics_networks]


def _holds(network: str, machine: str) -> bool:
    try:
        return ip_address(machine) in ip_network(network, strict=False)
    except ValueError:
        return False
