"""Which media may be put in next: the expected one first, then the others that would do, then the rest."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.errors import MediumError
from mmbackup.services.drives.shelf import has_shelf
from mmbackup.services.drives.shelf_labels import Labelled, labelled_media
from mmbackup.services.rotation.tonight import Candidate, Tonight
from mmbackup.services.swap import Swap

SHOWN = 12
NEWEST = _("Holds the newest backup: better keep it, and take another.")
BLANK = _("Blank, and without a label yet.")
WILL_BE_LABELLED = _("Blank: the night gives it its label.")
FOREIGN = _("Holds data that is not ours.")
PROTECTED = _("Write-protected.")
OF_ANOTHER_POOL = _("Of the pool %(pool)s, which tonight does not take.")


@dataclass(frozen=True, slots=True)
class Choice:
    """shelf_name is what to ask an emulated drive's shelf for; empty where hands do it."""

    name: str
    accepted: bool
    reason: str | Promise
    is_expected: bool
    place: str
    shelf_name: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    fit: tuple[Choice, ...] = ()
    unfit: tuple[Choice, ...] = ()
    more: int = 0

    @property
    def others(self) -> tuple[Choice, ...]:
        """That would do beside the expected one."""
        return tuple(choice for choice in self.fit if not choice.is_expected)


def choices_of(swap: Swap) -> Choices:
    """The newest backup comes last among those that would do: it is the one to keep the longest."""
    coming = swap.tonight
    if coming is None:
        return Choices()
    is_by_hand = not has_shelf(drive=coming.drive)
    found = _known(coming) if is_by_hand else _on_shelf(coming)
    newest = swap.medium.name if swap.medium else ""
    found = [_warned(choice) if choice.name == newest else choice for choice in found]
    found.sort(key=lambda choice: (not choice.is_expected, not choice.accepted, choice.reason == NEWEST))
    fit = tuple(choice for choice in found if choice.accepted)
    unfit = tuple(choice for choice in found if not choice.accepted)
    more = len(fit[SHOWN:]) + len(unfit[SHOWN:]) + (coming.beyond if is_by_hand else 0)
    return Choices(fit[:SHOWN], unfit[:SHOWN], more)


def _warned(choice: Choice) -> Choice:
    return replace(choice, reason=NEWEST) if choice.accepted and not choice.is_expected else choice


def _known(coming: Tonight) -> list[Choice]:
    return [_choice(candidate) for candidate in coming.candidates if not _is_in_drive(candidate, coming)]


def _is_in_drive(candidate: Candidate, coming: Tonight) -> bool:
    return coming.look.uuid == str(candidate.medium.uuid)


def _choice(candidate: Candidate, shelf_name: str = "") -> Choice:
    medium = candidate.medium
    place = medium.place_name or medium.place
    return Choice(medium.name, candidate.accepted, candidate.reason, candidate.is_expected, place, shelf_name)


def _on_shelf(coming: Tonight) -> list[Choice]:
    """A shelf that does not answer is told of by the drive's own page."""
    try:
        media = labelled_media(drive=coming.drive)
    except MediumError:
        return []
    known = {str(candidate.medium.uuid): candidate for candidate in coming.candidates}
    labels_blank = coming.drive.spec.label_blank
    return [
        _protected(_of_shelf(each, known, labels_blank=labels_blank), each)
        for each in media
        if not each.medium.loaded
    ]


def _of_shelf(each: Labelled, known: dict[str, Candidate], *, labels_blank: bool) -> Choice:
    name, identity = each.medium.name, each.identity
    if identity is not None and (candidate := known.get(identity.uuid)):
        return _choice(candidate, name)
    if identity is not None:
        return _other(identity.name, OF_ANOTHER_POOL % {"pool": identity.pool}, name)
    if each.medium.used:
        return _other(name, FOREIGN, name)
    return replace(_other(name, WILL_BE_LABELLED if labels_blank else BLANK, name), accepted=labels_blank)


def _other(shown: str, reason: str | Promise, shelf_name: str) -> Choice:
    return Choice(
        shown,
        accepted=False,
        reason=reason,
        is_expected=False,
        place=gettext("on shelf"),
        shelf_name=shelf_name,
    )


def _protected(choice: Choice, each: Labelled) -> Choice:
    """What its tab says goes before what is remembered of it."""
    return replace(choice, accepted=False, reason=PROTECTED) if each.medium.write_protected else choice
