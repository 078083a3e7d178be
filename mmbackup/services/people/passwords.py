"""Passwords: one's own, changed by oneself; and one-time ones, given by an administrator or at the shell."""

import secrets
from datetime import datetime

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from mmbackup.models import Member, SignIn
from mmbackup.services.history.remember_change import SECRET, FieldChange, remember_change
from mmbackup.services.people.refusals import PasswordRefused
from mmbackup.services.people.sign_ins import end_sign_ins

GROUPS, LETTERS = 4, "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another, about 79 bits


def one_time_password() -> str:
    """Fit to be read aloud, and to be typed."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(GROUPS))


def check_password(*, user: User, password: str) -> None:
    """Raise PasswordRefused for one that is too short, too common, or the one they have."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordRefused(error.messages) from error
    if user.check_password(password):
        raise PasswordRefused(["It is the password you have."])


@transaction.atomic
def change_own_password(*, user: User, password: str, now: datetime, session_key: str = "") -> None:
    """All their other sessions end. Raise PasswordRefused."""
    check_password(user=user, password=password)
    _set(user, password, must_change=False)
    end_sign_ins(user=user, ending=SignIn.Ending.NEW_PASSWORD, now=now, but=session_key)
    _tell("password changed", user, now)


@transaction.atomic
def reset_password(*, user: User, password: str, now: datetime, must_change: bool = True) -> None:
    """All their sessions end. must_change: it is a one-time password, which somebody else has seen."""
    _set(user, password, must_change=must_change)
    end_sign_ins(user=user, ending=SignIn.Ending.NEW_PASSWORD, now=now)
    _tell("one-time password given" if must_change else "password set", user, now)


def _set(user: User, password: str, *, must_change: bool) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    Member.objects.filter(user=user).update(must_change_password=must_change)


def _tell(deed: str, user: User, now: datetime) -> None:
    fields = [FieldChange("password", SECRET, SECRET)]
    remember_change(deed=deed, subject=f"person {user.username}", now=now, fields=fields)
