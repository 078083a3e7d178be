"""A webhook: the notice as JSON, by POST, signed where a secret is shared with the receiver."""

import hashlib
import hmac
import json
import time

from mmbackup.services.notices.kinds.asking import address_fault, ask, host_of
from mmbackup.services.notices.kinds.checking import ca_faults, tls_of
from mmbackup.services.notices.kinds.port import Settings
from mmbackup.services.notices.letter import Letter, Receipt

SIGNATURE = "X-Mmbackup-Signature"


class Webhook:
    """The address is a secret too: whoever knows it may write there."""

    title = "Webhook"
    secrets = ("address", "secret")

    def faults(self, settings: Settings) -> dict[str, str]:
        fault = address_fault(settings.get("address"))
        return ({"address": fault} if fault else {}) | ca_faults(settings)

    def whereto(self, settings: Settings) -> str:
        return host_of(settings["address"])

    def send(self, settings: Settings, letter: Letter) -> Receipt:
        body = json.dumps(_content(letter)).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": letter.key}
        if settings.get("secret"):
            headers[SIGNATURE] = signature(settings["secret"], int(time.time()), body)
        return ask(settings["address"], tls=tls_of(settings), body=body, headers=headers)


def signature(secret: str, at: int, body: bytes) -> str:
    """The moment is signed as well, so that a receiver may refuse what is sent again later."""
    signed = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


def _content(letter: Letter) -> dict[str, object]:
    return {
        "key": letter.key,
        "site": letter.site,
        "at": letter.at.isoformat(),
        "level": letter.level,
        "code": letter.code,
        "is_end": letter.is_end,
        "subject": letter.subject,
        "text": letter.text,
        "link": letter.link,
    }
