"""Tonight in sentences: what would happen, and what is at risk."""

from collections.abc import Sequence

from humanize import naturalsize

from mmbackup.engine.errors import NoUsableKey
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.rotation.admission import Judged, only_backup_of
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.rotation.nights import Night
from mmbackup.services.drives.in_drive import InDrive
from mmbackup.services.rotation.forecast import Forecast


def sentence_of(*, found: InDrive, night: Night, expected_name: str, foreseen: Forecast) -> str:
    """Such as: B accepted for tonight, 6.1 GB expected, room for 8.5 GB."""
    if found.accepted:
        return _accepted(found, night, expected_name, foreseen)
    wanted = f"Tonight needs {expected_name}: " if expected_name and expected_name != found.name else ""
    problem = found.problem
    return f"{wanted}{problem[:1].lower()}{problem[1:]}" if wanted else problem


def risks_of(*, found: InDrive, night: Night, judged: Sequence[Judged], library: Library) -> tuple[str, ...]:
    """What to know though the night may go well."""
    return (
        *_of_only_medium(found),
        *_of_lone_pools(night, judged, library),
        *_of_another_pool(found, night),
        *_of_keys(found, night),
    )


def _accepted(found: InDrive, night: Night, expected_name: str, foreseen: Forecast) -> str:
    name = f"The blank medium {found.name}".strip() if found.label_for else found.name
    label = f", to be labelled for the pool {found.label_for}" if found.label_for else ""
    room = naturalsize(found.room or 0)
    instead = f" {expected_name} was expected." if _is_instead(found, expected_name) else ""
    if night.size_expected is None:
        return f"{name} accepted for tonight{label}, room for {room}.{instead} {foreseen.words}"
    cut = " Messages will be cut." if found.foretold is Outcome.PARTIAL else ""
    size = naturalsize(night.size_expected)
    return f"{name} accepted for tonight{label}, {size} expected, room for {room}.{cut}{instead}"


def _is_instead(found: InDrive, expected_name: str) -> bool:
    return bool(expected_name) and found.judged is not None and expected_name != found.name


def _of_only_medium(found: InDrive) -> tuple[str, ...]:
    if found.judged is None or not found.judged.overwrites:
        return ()
    only = only_backup_of(found.judged.overwrites, is_claimed=found.judged.is_claimed)
    words = (
        f"{found.name} is the only medium of its pool and holds {only}. It may be removed to make room "
        f"before tonight's backup is complete: should the night fail then, there is none. "
        f"Add a second medium to the pool."
    )
    return (words,)


def _of_lone_pools(night: Night, judged: Sequence[Judged], library: Library) -> tuple[str, ...]:
    """The pool that this night is about."""
    rules = night.pools[0]
    usable = [
        each for each in judged if each.medium.pool == rules.name and each.medium.may_be_written(night.on)
    ]
    if len(usable) != 1 or library.writable_on(night.on)[rules.name] > 1:
        return ()
    words = (
        f"The pool {rules.name} has one medium only, {usable[0].medium.name}: each night overwrites the "
        f"backup before it, and nothing is left should the medium be lost."
    )
    return (words,)


def _of_another_pool(found: InDrive, night: Night) -> tuple[str, ...]:
    """Better than none, and to be known."""
    if not found.accepted or found.judged is None or found.judged.medium.pool == night.pools[0].name:
        return ()
    words = (
        f"This is the night of the pool {night.pools[0].name}; with {found.name}, of the pool "
        f"{found.judged.medium.pool}, there will be no backup of it to keep."
    )
    return (words,)


def _of_keys(found: InDrive, night: Night) -> tuple[str, ...]:
    """Said where what is in the drive does not say it already: inserting another medium would not help."""
    if isinstance(found.error, NoUsableKey):
        return ()
    return tuple(
        f"Media of the pool {rules.name} are refused: its backups are to be encrypted, and none of its keys "
        f"may be used. {NoUsableKey.next_step}"
        for rules in night.pools
        if rules.lacks_key
    )
