"""Makes a token. Its secret is shown once by whoever asked; here its digest is kept alone."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from mmbackup.engine.errors import BackupError
from mmbackup.models import ApiToken, Role
from mmbackup.services.history.remember_change import FieldChange, remember_change

PREFIX = "mmb_"  # so that people, and programs that look for secrets, know one when they see it
RANDOM_BYTES = 32


class TokenNameTaken(BackupError):
    next_step = "Choose another name."


@dataclass(frozen=True, slots=True)
class MadeToken:
    """secret is nowhere else: whoever gets this shows it once."""

    token: ApiToken
    secret: str = field(repr=False)


def make_token(*, name: str, role: Role, expires_at: datetime | None, user: User, now: datetime) -> MadeToken:
    secret = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    told = {"role": role.value, "expires": expires_at.isoformat() if expires_at else "never"}
    try:
        with transaction.atomic():
            token = ApiToken.objects.create(
                name=name,
                role=role,
                digest=digest_of(secret),
                made_by=user,
                made_at=now,
                expires_at=expires_at,
            )
            fields = [FieldChange(key, None, value) for key, value in told.items()]
            remember_change(deed="token made", subject=f"token {name}", now=now, fields=fields)
    except IntegrityError as error:
        raise TokenNameTaken(f"there is a token named {name} already") from error
    return MadeToken(token, secret)


def digest_of(secret: str) -> str:
    """Of 32 random bytes: nobody can guess them, so that no slow hash is needed."""
    return sha256(secret.encode()).hexdigest()
