"""A mark that is another one when the page would show another picture."""

from hashlib import sha256

from mmbackup.services.swap import Swap
from portal.swap.cards import cards_of


def mark_of(found: Swap) -> str:
    """Of all that may change under the page's eyes."""
    medium, act, coming = found.medium, found.last_act, found.tonight
    shown = [
        found.morning.sentence, found.leaves, coming and coming.sentence, coming and coming.risks,
        found.open_run and (found.open_run.pk, found.open_run.state), found.make_up and found.make_up.pk,
        medium and (medium.uuid, medium.place, medium.place_name), act and (act.pk, act.state),
        found.last_look and found.last_look.pk, [card.state for card in cards_of(found)],
    ]  # fmt: skip
    return sha256(repr(shown).encode()).hexdigest()[:16]
