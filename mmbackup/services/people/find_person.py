"""Finds people."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db.models import Exists, Max, OuterRef, QuerySet

from mmbackup.models import Member, Role
from mmbackup.services.people.refusals import NobodyKnown

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Person:
    """role: None for an account that nobody gave one."""

    user: User
    role: Role | None
    has_factor: bool


def people() -> list[Person]:
    """By name. One query."""
    users = _with_member(User.objects.all()).annotate(last_seen=Max("sign_ins__seen_at"))
    return [_person(user) for user in users.order_by("username")]


def person_named(*, name: str) -> User:
    """Raise NobodyKnown."""
    user = User.objects.select_related("member").filter(username__iexact=name).first()
    if user is None or not hasattr(user, "member"):
        raise NobodyKnown(f"there is nobody named {name}")
    return user


def person_of(*, user_id: int) -> Person | None:
    user = _with_member(User.objects.filter(pk=user_id)).first()
    return _person(user) if user else None


def has_second_factor(user_id: OuterRef | int) -> Exists:
    """As a part of a query. Recovery codes alone are none."""
    return Exists(Authenticator.objects.filter(user_id=user_id, type__in=SECOND_FACTORS))


def _with_member(users: QuerySet[User]) -> QuerySet[User]:
    return users.select_related("member").annotate(has_factor=has_second_factor(OuterRef("pk")))


def _person(user: User) -> Person:
    member: Member | None = getattr(user, "member", None)
    return Person(user, Role(member.role) if member else None, user.has_factor)  # type: ignore[attr-defined]
