"""Takes a token back, at once and for good. Its row stays, for whoever asks later what it was."""

from datetime import datetime

from django.db import transaction

from mmbackup.models import ApiToken
from mmbackup.services.history.remember_change import FieldChange, remember_change


def revoke_token(*, token: ApiToken, now: datetime) -> bool:
    """False when it was revoked before."""
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
            return False
        state = [FieldChange("state", "in use", "revoked")]
        remember_change(deed="token revoked", subject=f"token {token.name}", now=now, fields=state)
    return True
