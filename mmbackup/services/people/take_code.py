"""A code of an app is taken once (RFC 6238, 5.2). allauth forgets one after 30 seconds; it fits longer."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction

TAKEN = "newest_taken"  # among what the app's row keeps: the number of its newest code that was taken


@transaction.atomic
def take_code(*, app: Authenticator, code: str) -> bool:
    """False for one that does not fit now, and when it or a newer one was taken before."""
    row = Authenticator.objects.select_for_update().get(pk=app.pk)
    number = _number_of(decrypt(row.data["secret"]), code)
    if number is None or number <= row.data.get(TAKEN, 0):
        return False
    row.data[TAKEN] = number
    row.save(update_fields=["data"])
    return True


def _number_of(secret: str, code: str) -> int | None:
    fitting = (
        number
        for number in yield_hotp_counters_from_time()
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, number)))
    )
    return next(fitting, None)
