"""How second factors look here: their names, their QR code, and their secrets at rest."""

import base64
import hashlib
from io import BytesIO
from typing import Any

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

SIGN = "fernet:"  # before what is encrypted


class MfaAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        site = getattr(context.request, "messaging_site", None)
        return f"mmbackup {site.name}" if site else "mmbackup"

    def build_totp_svg(self, url: str) -> str:
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=4, light="white", xmldecl=False)
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """So that the database alone, or a copy of it, gives nobody the second factor."""
        return SIGN + _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted with another SECRET_KEY opens nothing: no code fits what nobody knows."""
        try:
            return _box().decrypt(encrypted_text.removeprefix(SIGN)).decode()
        except InvalidToken:
            return generate_totp_secret()

    def generate_authenticator_name(self, *_whose: Any) -> str:
        return _("My passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"mfa {settings.SECRET_KEY}".encode()).digest()))
