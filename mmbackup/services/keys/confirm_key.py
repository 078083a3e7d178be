"""A key made here may be used once somebody has shown that it is written down."""

from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.db import transaction

from mmbackup.engine.codes import KEY_CHANGED
from mmbackup.models import EncryptionKey
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.keys.new_keys import LENGTH_OF_END
from mmbackup.services.keys.refusals import KeyRefused, WrongEnd
from mmbackup.services.record_event import record_event


def confirm_key(*, key: EncryptionKey, typed: str, by: str, now: datetime) -> None:
    """typed is the secret key's end. Raise WrongEnd, or KeyRefused when it does not wait for that."""
    end = "".join(typed.split()).upper()[-LENGTH_OF_END:]
    waiting = EncryptionKey.objects.filter(pk=key.pk, confirmed_at=None, retired_at=None)
    proof = waiting.values_list("proof", flat=True).first()
    if proof is None:
        raise KeyRefused(f"the key {key.name} does not wait to be confirmed")
    if len(end) < LENGTH_OF_END or not check_password(end, proof):
        raise WrongEnd(f"this is not how the secret key of {key.name} ends")
    with transaction.atomic():
        if not waiting.update(confirmed_at=now, proof=""):
            raise KeyRefused(f"the key {key.name} does not wait to be confirmed any more")
        message = f"The key {key.name} was confirmed by {by} and may be used"
        record_event(site=key.site, code=KEY_CHANGED, at=now, message=message)
        state = [FieldChange("state", "waits to be confirmed", "may be used")]
        remember_change(deed="key confirmed", subject=f"key {key.name}", now=now, site=key.site, fields=state)
