"""What a stranger may open: all of it stands here."""

from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {
    "accounts/login/",
    "accounts/login/passkey/",
    "accounts/login/second/",
    "healthz",
    "metrics",  # for whom a token or a network speaks
    "readyz",
}
OWN_DOOR = "api/"  # asks for a token itself: tests/portal/api


def open_addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= open_addresses(pattern.url_patterns, address)
        elif not getattr(pattern.callback, "login_required", True):
            found.add(address)
    return found


def test_nothing_else_is_open_to_strangers() -> None:
    found = open_addresses(get_resolver().url_patterns)

    assert {address for address in found if not address.startswith(OWN_DOOR)} == OPEN
