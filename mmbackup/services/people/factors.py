"""Second factors: what changes about them is remembered; an administrator may take them all away."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import transaction

from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.people.refusals import PersonRefused

WORDS = {
    Authenticator.Type.TOTP: "app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


def remember_factor(*, user: User, deed: str, name: str, now: datetime) -> None:
    """deed as in 'passkey added'."""
    fields = [
        FieldChange(
            "second factor", None if "removed" not in deed else name, None if "removed" in deed else name
        )
    ]
    remember_change(deed=deed, subject=f"person {user.username}", now=now, fields=fields)


@transaction.atomic
def remove_factors(*, user: User, now: datetime) -> None:
    """App, passkeys and recovery codes. Raise PersonRefused when there are none."""
    found = list(Authenticator.objects.select_for_update().filter(user=user))
    if not found:
        raise PersonRefused(f"{user.username} has no second factor")
    Authenticator.objects.filter(pk__in=[each.pk for each in found]).delete()
    fields = [FieldChange("second factor", sorted(name_of(each) for each in found), None)]
    remember_change(deed="second factor removed", subject=f"person {user.username}", now=now, fields=fields)


def name_of(factor: Authenticator) -> str:
    """As in 'app', or 'passkey Blue key'."""
    word = WORDS[Authenticator.Type(factor.type)]
    return f"{word} {factor.wrap().name}" if factor.type == Authenticator.Type.WEBAUTHN else word
