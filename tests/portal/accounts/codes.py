"""One-time codes as an app computes them (RFC 6238), and people who have a second factor."""

import base64
import hashlib
import hmac
import struct

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(moment: float, secret: str = SECRET) -> str:
    counter = struct.pack(">Q", int(moment) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    value = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{value % 10**6:06}"


def give_app(user: User) -> Authenticator:
    found: Authenticator = TOTP.activate(user, SECRET).instance
    return found


def give_recovery_codes(user: User) -> list[str]:
    return list(RecoveryCodes.activate(user).generate_codes())
