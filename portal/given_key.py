"""A secret key as a page's form gives it: pasted, or as a file."""

from django.core.files.uploadedfile import UploadedFile
from django.views.decorators.debug import sensitive_variables

from mmbackup.engine.errors import BackupError
from portal.request import PortalRequest
from portal.restore.key_upload import LONGEST


class NothingGiven(BackupError):
    next_step = "Paste the secret key, or choose its file (of 64 kB at most)."


@sensitive_variables()
def given_key(request: PortalRequest) -> str:
    """Raise NothingGiven where there is none, or far too much."""
    pasted = request.POST.get("key", "").strip()
    file = request.FILES.get("file")
    held: bytes = file.read() if not pasted and isinstance(file, UploadedFile) else b""
    secret = pasted[:LONGEST] or held.decode("utf-8", "replace").strip()
    if not secret:
        raise NothingGiven("no key was given")
    return secret
