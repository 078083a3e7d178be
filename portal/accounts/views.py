"""Logging out. Logging in is allauth's own view."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from mmbackup.models import SignIn
from mmbackup.services.people.sign_ins import end_session
from portal.request import PortalRequest


@require_POST
def log_out(request: PortalRequest) -> HttpResponse:
    key = request.session.session_key or ""
    end_session(session_key=key, ending=SignIn.Ending.LOGGED_OUT, now=timezone.now())
    logout(request)
    return redirect("accounts:login")
