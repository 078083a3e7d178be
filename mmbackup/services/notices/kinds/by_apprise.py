"""One of the many services that apprise knows, by its address, such as tgram://token/chat."""

import logging

import apprise
from apprise.logger import LOGGER_NAME

from mmbackup.services.notices.kinds.port import PATIENCE, Settings
from mmbackup.services.notices.letter import Letter, NotDelivered, Receipt

_LOCAL = frozenset({"dbus", "glib", "gnome", "macosx", "qt", "syslog", "windows"})  # of a desk, not a server
_ASSET = apprise.AppriseAsset(http_redirects=False)  # what is sent goes where it was sent, and nowhere else
# both write addresses, tokens and all; what went wrong is told by the callback below
logging.getLogger(LOGGER_NAME).propagate = False
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


class ByApprise:
    """All of the address counts as a secret: most services' tokens stand in it."""

    title = "Another service (apprise)"
    secrets = ("address",)

    def faults(self, settings: Settings) -> dict[str, str]:
        address = settings.get("address")
        if not isinstance(address, str) or _scheme(address) in _LOCAL or not _known(address):
            return {
                "address": "apprise knows no such address, or its parts are not as the service wants them."
            }
        return {}

    def whereto(self, settings: Settings) -> str:
        return f"{_scheme(settings['address'])}://"

    def send(self, settings: Settings, letter: Letter) -> Receipt:
        address = settings["address"]
        service = _known(address)
        if service is None:
            raise NotDelivered("apprise knows no such address", is_permanent=True)
        service.socket_connect_timeout = service.socket_read_timeout = PATIENCE
        box = apprise.Apprise()
        box.add(service)
        said: list[str] = []
        is_taken = box.notify(
            title=letter.subject,
            body=letter.whole_text,
            notify_type=_type_of(letter),
            log_callback=lambda entry, _service: said.append(entry.message),
            log_level=logging.WARNING,
        )
        if not is_taken:
            reason = "; ".join(said) or "it gave no reason"
            raise NotDelivered(f"{service.service_name} did not take it: {reason}")
        return Receipt(f"taken by {service.service_name}")


def _known(address: str) -> apprise.NotifyBase | None:
    found = apprise.Apprise.instantiate(address, asset=_ASSET, suppress_exceptions=True)
    return found if isinstance(found, apprise.NotifyBase) else None


def _scheme(address: str) -> str:
    return address.partition("://")[0].lower()


def _type_of(letter: Letter) -> apprise.NotifyType:
    if letter.is_end:
        return apprise.NotifyType.SUCCESS
    return apprise.NotifyType.WARNING if letter.is_alarm else apprise.NotifyType.INFO
