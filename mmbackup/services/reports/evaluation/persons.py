"""Who may sign in, as which role, and whether with a second factor."""

from dataclasses import dataclass

from mmbackup.services.people.find_person import people


@dataclass(frozen=True, slots=True)
class PersonTold:
    name: str
    role: str
    has_second_factor: bool
    may_sign_in: bool


def persons_told() -> tuple[PersonTold, ...]:
    """One query."""
    return tuple(
        PersonTold(person.user.username, person.role or "none", person.has_factor, person.user.is_active)
        for person in people()
    )
