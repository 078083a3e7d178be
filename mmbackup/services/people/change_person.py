"""What an administrator changes about somebody: the role, and whether they may sign in.

Lock order: the administrators' rows, by number; then the person's own.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from mmbackup.models import Member, Role, SignIn
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.people.refusals import LastAdministrator, PersonRefused
from mmbackup.services.people.sign_ins import end_sign_ins


@transaction.atomic
def change_role(*, user: User, role: Role, now: datetime) -> bool:
    """False when it is theirs already. Raise LastAdministrator."""
    _keep_an_administrator(user, stays=role == Role.ADMINISTRATOR)
    member, is_first = Member.objects.select_for_update().get_or_create(user=user, defaults={"role": role})
    changed = is_first or Member.objects.filter(pk=member.pk).exclude(role=role).update(role=role)
    if changed:
        before = None if is_first else member.role
        _tell("role changed", user, FieldChange("role", before, role.value), now)
    return bool(changed)


@transaction.atomic
def disable_person(*, user: User, now: datetime) -> None:
    """At once: their sessions end. Raise LastAdministrator, or PersonRefused when it is done already."""
    _keep_an_administrator(user, stays=False)
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise PersonRefused(f"{user.username} is disabled already")
    end_sign_ins(user=user, ending=SignIn.Ending.DISABLED, now=now)
    _tell("person disabled", user, FieldChange("may sign in", old=True, new=False), now)


@transaction.atomic
def enable_person(*, user: User, now: datetime) -> None:
    """Raise PersonRefused when they are not disabled."""
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise PersonRefused(f"{user.username} is not disabled")
    _tell("person enabled", user, FieldChange("may sign in", old=False, new=True), now)


def is_last_administrator(*, user: User) -> bool:
    """Nobody else who may sign in could let them back."""
    return set(_able_administrators().values_list("user_id", flat=True)) == {user.pk}


def _keep_an_administrator(user: User, *, stays: bool) -> None:
    """All of them are locked: of two who take each other's role at once, the second one is refused."""
    if stays:
        return
    locked = _able_administrators().select_related("user").select_for_update().order_by("pk")
    if {member.user_id for member in locked} == {user.pk}:
        raise LastAdministrator(f"{user.username} is the last administrator who may sign in")


def _able_administrators() -> QuerySet[Member]:
    return Member.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)


def _tell(deed: str, user: User, field: FieldChange, now: datetime) -> None:
    remember_change(deed=deed, subject=f"person {user.username}", now=now, fields=[field])
