"""API Tokens: what there is; a new one, shown once; revoked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mmbackup.engine.errors import BackupError
from mmbackup.models import ApiToken, Role
from mmbackup.services.tokens.make_token import make_token
from mmbackup.services.tokens.revoke_token import revoke_token
from portal.request import PortalRequest
from portal.tokens.forms import TokenForm


@require_safe
def tokens(request: PortalRequest) -> HttpResponse:
    found = list(ApiToken.objects.select_related("made_by"))
    context = {
        "tokens": [token for token in found if token.revoked_at is None],
        "revoked": [token for token in found if token.revoked_at is not None],
        "now": timezone.now(),
    }
    return render(request, "tokens/list.html", context)


@require_http_methods(["GET", "POST"])
@cache_control(no_store=True)
@sensitive_variables()
def make(request: PortalRequest) -> HttpResponse:
    """The answer to the form is the only page that ever shows the secret; no browser keeps it."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked, role = form.cleaned_data, Role(form.cleaned_data["role"])
        try:
            made = make_token(
                name=asked["name"], role=role, expires_at=asked["expires_on"],
                user=request.user, now=timezone.now(),
            )  # fmt: skip
        except BackupError as error:
            form.add_error("name", f"{error}. {error.next_step}")
        else:
            return render(request, "tokens/made.html", {"token": made.token, "secret": made.secret})
    return render(request, "tokens/make.html", {"form": form})


@require_POST
def revoke(request: PortalRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=token_id)
    if revoke_token(token=token, now=timezone.now()):
        messages.success(
            request,
            _("The token %(name)s is revoked: nothing is answered to it any more.") % {"name": token.name},
        )
    return redirect("tokens:list")
