"""Makes a key pair, takes in a public key from elsewhere."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from pyrage import x25519

from mmbackup.engine.codes import KEY_CHANGED
from mmbackup.engine.format.encryption import checked_recipient
from mmbackup.engine.format.names import medium_name
from mmbackup.models import EncryptionKey, Site
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.keys.refusals import KeyNameTaken, KeyRefused
from mmbackup.services.record_event import record_event

LENGTH_OF_END = 8
_WORDS = {
    EncryptionKey.Origin.MADE: "was made by {by}; it may be used once its end was typed back",
    EncryptionKey.Origin.IMPORTED: "was imported by {by}",
    EncryptionKey.Origin.DRILL: "was made by {by}; its secret key lies on this server",
}


@dataclass(frozen=True, slots=True)
class MadeKey:
    """secret is nowhere else: whoever gets this shows it once."""

    key: EncryptionKey
    secret: str = field(repr=False)


def make_key(*, site: Site, name: str, by: str, now: datetime) -> MadeKey:
    """Not to be used before confirm_key. Raise KeyNameTaken, or FormatError for what is no name."""
    identity = x25519.Identity.generate()
    secret = str(identity)
    key = EncryptionKey(
        site=site,
        name=name,
        public=str(identity.to_public()),
        origin=EncryptionKey.Origin.MADE,
        proof=make_password(secret[-LENGTH_OF_END:], salt=secrets.token_hex(16)),
        made_at=now,
        made_by=by,
    )
    add_key(key)
    return MadeKey(key, secret)


def import_key(*, site: Site, name: str, public: str, by: str, now: datetime) -> EncryptionKey:
    """Whoever made it answers for its secret key. Raise KeyRefused, or FormatError for what is no key."""
    key = EncryptionKey(
        site=site,
        name=name,
        public=checked_recipient(public),
        origin=EncryptionKey.Origin.IMPORTED,
        made_at=now,
        made_by=by,
        confirmed_at=now,
    )
    add_key(key)
    return key


def add_key(key: EncryptionKey) -> None:
    medium_name(key.name)
    known = EncryptionKey.objects.filter(site=key.site, public=key.public).first()
    if known is not None:
        raise KeyRefused(f"this key is known already, as {known.name}")
    try:
        with transaction.atomic():
            key.save(force_insert=True)
            words = _WORDS[EncryptionKey.Origin(key.origin)].format(by=key.made_by)
            record_event(
                site=key.site, code=KEY_CHANGED, at=key.made_at, message=f"The key {key.name} {words}"
            )
            _remember(key)
    except IntegrityError as error:
        raise KeyNameTaken(f"there is a key named {key.name} already") from error


def _remember(key: EncryptionKey) -> None:
    """Its public half and where it comes from; the secret one is known to nobody here."""
    deed = "key imported" if key.origin == EncryptionKey.Origin.IMPORTED else "key made"
    fields = [FieldChange("origin", None, key.origin), FieldChange("public key", None, key.public)]
    remember_change(deed=deed, subject=f"key {key.name}", now=key.made_at, site=key.site, fields=fields)
