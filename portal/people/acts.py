"""What an administrator does about somebody: each a POST, with a line in the Administration History."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.services.people.change_person import change_role, disable_person, enable_person
from mmbackup.services.people.factors import remove_factors
from mmbackup.services.people.lockouts import end_lockout
from mmbackup.services.people.passwords import one_time_password, reset_password
from mmbackup.services.people.sign_ins import end_sessions_of
from portal.edit_acts import not_changed
from portal.people.forms import RoleForm
from portal.people.views import find
from portal.people.words import ROLES
from portal.request import PortalRequest

Act = Callable[[User, datetime], object]


@require_POST
def role(request: PortalRequest, user_id: int) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return redirect("people:person", user_id)
    chosen = form.cleaned_data["role"]
    return _do(
        request,
        user_id,
        lambda user, now: change_role(user=user, role=chosen, now=now),
        _("The role is %(role)s now.") % {"role": ROLES[chosen]},
    )


@require_POST
def disable(request: PortalRequest, user_id: int) -> HttpResponse:
    said = _("Disabled: nobody signs in with this name any more, and open sessions have ended.")
    return _do(request, user_id, lambda user, now: disable_person(user=user, now=now), said)


@require_POST
def enable(request: PortalRequest, user_id: int) -> HttpResponse:
    return _do(request, user_id, lambda user, now: enable_person(user=user, now=now), _("Enabled."))


@require_POST
def end_sessions(request: PortalRequest, user_id: int) -> HttpResponse:
    return _do(
        request, user_id, lambda user, now: end_sessions_of(user=user, now=now), _("All sessions have ended.")
    )


@require_POST
def remove_factor(request: PortalRequest, user_id: int) -> HttpResponse:
    said = _("The second factor is removed: the password alone is enough until a new one is set up.")
    return _do(request, user_id, lambda user, now: remove_factors(user=user, now=now), said)


@require_POST
@never_cache
def password(request: PortalRequest, user_id: int) -> HttpResponse:
    """The answer is the only page that ever shows it."""
    someone, given = find(user_id).user, one_time_password()
    if someone == request.user:
        messages.error(request, _("Your own password you change under Sign-in and Security."))
        return redirect("people:person", user_id)
    reset_password(user=someone, password=given, now=timezone.now())
    return render(request, "people/one_time.html", {"someone": someone, "password": given})


@require_POST
def unlock(request: PortalRequest) -> HttpResponse:
    name, address = request.POST.get("name", ""), request.POST.get("address", "")
    try:
        end_lockout(name=name, address=address, now=timezone.now())
    except BackupError as error:
        messages.info(request, _("Nothing to do: %(error)s.") % {"error": error})
    else:
        messages.success(request, _("The lockout has ended."))
    return redirect("people:list")


def _do(request: PortalRequest, user_id: int, act: Act, said: str) -> HttpResponse:
    user = find(user_id).user
    try:
        act(user, timezone.now())
    except BackupError as error:
        messages.error(request, not_changed(error))
    else:
        messages.success(request, f"{user.username}: {said}")
    return redirect("people:person", user_id)
