"""Who asks, where a web server stands before the portal: its word counts when TRUSTED_PROXIES names it."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
SPEAKS_FOR_OTHERS = (*FORWARDED, "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
UNKNOWN_PROXY = "mmbackup.unknown_proxy"  # in META: whose request it is, is not known


class FromTrustedProxies:
    """REMOTE_ADDR is the browser's for all that comes after. Anybody else's word is dropped."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        if _is_trusted(meta.get("REMOTE_ADDR", "")):
            meta["REMOTE_ADDR"] = _browser(meta.get("HTTP_X_FORWARDED_FOR", ""), meta["REMOTE_ADDR"])
        else:
            meta[UNKNOWN_PROXY] = any(header in meta for header in SPEAKS_FOR_OTHERS)
            for header in FORWARDED:
                meta.pop(header, None)
        return self.get_response(request)


def _browser(forwarded_for: str, proxy: str) -> str:
    """From the right, the first that is no proxy of ours: what stands further left, anybody may have said."""
    for address in reversed([part.strip() for part in forwarded_for.split(",")]):
        if not _is_address(address):
            return proxy
        if not _is_trusted(address):
            return address
    return proxy


def _is_trusted(address: str) -> bool:
    return _is_address(address) and any(
        ip_address(address) in proxies for proxies in settings.TRUSTED_PROXIES
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
