"""Whether somebody has proven lately who they are: by signing in, or by being asked again since."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from portal.accounts.session_limits import signed_in_at
from portal.menu.walking import Rule

ASKED_AFTER: int = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def is_recent(request: HttpRequest) -> bool:
    user = request.user
    records = get_authentication_records(request, user) if isinstance(user, User) else []
    newest = max([signed_in_at(request), *(float(record["at"]) for record in records)])
    return time.time() - newest < ASKED_AFTER


def ask_again(request: HttpRequest, rule: Rule) -> HttpResponseRedirect:
    """To the page that asks, and from there back to where it was needed."""
    back = request.get_full_path()
    if request.method == "POST":
        messages.warning(
            request,
            _(
                "Nothing was changed: it took too long. Now that you have been asked again, "
                "send it once more."
            ),
        )
        back = _page_before(request, rule)
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")


def _page_before(request: HttpRequest, rule: Rule) -> str:
    """Where the form stood; the page of the menu, where a browser does not tell."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return referer
    try:
        return reverse(rule.trail[-1].view)
    except NoReverseMatch:
        return reverse("main:main")
