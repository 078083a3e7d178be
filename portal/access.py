"""Who may go where: one look at the menu before every view."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mmbackup.models.member import Role
from mmbackup.services.people.role_of import role_of
from portal.menu import rule_of
from portal.menu.walking import Rule

LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


class RoleOfAddress:
    """request.role for every view. An address that the menu does not name is open to nobody.

    What a stranger may see, accounts/urls.py lists, and login_not_required marks it: that is left alone.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        return response

    def process_view(self, request: Any, view: Any, *_arguments: Any) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        request.role = role = role_of(request.user)
        rule = rule_of(request.resolver_match.view_name)
        if may(role, request.method, rule):
            return None
        return render(request, "403_role.html", {"rule": rule, "role": role}, status=403)


def may(role: Role | None, method: str, rule: Rule | None) -> bool:
    """Whoever may send something to an address may open it too; it has to be in both."""
    if role is None or rule is None or role not in rule.readers:
        return False
    return method in LOOKING or role in rule.actors
