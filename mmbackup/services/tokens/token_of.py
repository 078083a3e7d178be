"""Which token a secret is of, and whether it may still be used."""

from datetime import datetime

from django.db.models import Q

from mmbackup.engine.errors import BackupError
from mmbackup.models import ApiToken
from mmbackup.services.tokens.make_token import digest_of

LONGEST = 200


class TokenRefused(BackupError):
    next_step = "Ask an administrator for another token: Administration > API Tokens."


def token_of(*, secret: str, now: datetime) -> ApiToken:
    """Raise TokenRefused for one that is unknown, revoked, or past its time."""
    token = ApiToken.objects.filter(digest=digest_of(secret[:LONGEST])).first()
    if token is None:
        raise TokenRefused("the token is not known")
    if token.revoked_at is not None:
        raise TokenRefused("the token was revoked")
    if token.expires_at is not None and token.expires_at <= now:
        raise TokenRefused(f"the token expired on {token.expires_at:%Y-%m-%d %H:%M} UTC")
    _remember_use(token, now)
    return token


def _remember_use(token: ApiToken, now: datetime) -> None:
    """To the minute: not every request is a write."""
    minute = now.replace(second=0, microsecond=0)
    before = Q(last_used_at=None) | Q(last_used_at__lt=minute)
    if token.last_used_at is None or token.last_used_at < minute:
        ApiToken.objects.filter(before, pk=token.pk).update(last_used_at=minute)
