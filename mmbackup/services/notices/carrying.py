"""One letter, carried to one receiver: in bounded time, and whatever goes wrong, in words without secrets."""

import logging

from mmbackup.services.notices.kinds import KINDS
from mmbackup.services.notices.kinds.port import Settings
from mmbackup.services.notices.letter import Letter, NotDelivered, Receipt
from mmbackup.services.notices.scrubbing import scrubbed, secrets_of

LONGEST_WORDS = 500
logger = logging.getLogger(__name__)


def carry(*, kind: str, settings: Settings, letter: Letter) -> Receipt:
    """Raise NotDelivered, and nothing else: this is the edge, and libraries are many."""
    secrets = secrets_of(settings, KINDS[kind].secrets)
    try:
        _check_whole(kind, settings)
        receipt = KINDS[kind].send(settings, letter)
    except NotDelivered as error:
        permanent = error.is_permanent
        raise NotDelivered(words_without(str(error), secrets), is_permanent=permanent) from None
    except Exception as error:  # noqa: BLE001  the edge; the traceback's values might hold a secret
        words = words_without(f"{type(error).__name__}: {error}", secrets)
        logger.error("A channel of kind %s broke: %s", kind, words)  # noqa: TRY400  the same
        raise NotDelivered(f"it could not be sent: {words}") from None
    return Receipt(words_without(receipt.answer, secrets), words_without(receipt.complaint, secrets))


def words_without(text: str, secrets: list[str]) -> str:
    return scrubbed(" ".join(text.split()), secrets)[:LONGEST_WORDS]


def _check_whole(kind: str, settings: Settings) -> None:
    """Of a channel that came in a file, the secrets may still be missing."""
    faults = KINDS[kind].faults(settings)
    if faults:
        told = "; ".join(f"{name}: {words}" for name, words in faults.items())
        raise NotDelivered(f"its settings are not whole. {told}")
