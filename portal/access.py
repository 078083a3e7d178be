"""Who may go where, and what has to be done before: one look at the menu before every view."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mmbackup.models.member import Role
from mmbackup.services.people.role_of import role_of
from portal.accounts.again import ask_again, is_recent
from portal.accounts.before_all_else import before_all_else
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
        if role is None or rule is None or not may(role, request.method, rule):
            return render(request, "403_role.html", {"rule": rule, "role": role}, status=403)
        return before_all_else(request, role) or _asked_again(request, role, rule)


def _asked_again(request: HttpRequest, role: Role, rule: Rule) -> HttpResponse | None:
    """Whoever may only look has nothing to prove."""
    is_due = rule.asks_again and role in rule.actors and not is_recent(request)
    return ask_again(request, rule) if is_due else None


def only_looks(role: Role | None, rule: Rule | None) -> bool:
    """At a page on which others act."""
    return bool(role and rule and rule.actors and role not in rule.actors)


def may(role: Role | None, method: str, rule: Rule | None) -> bool:
    """Whoever may send something to an address may open it too; it has to be in both."""
    if role is None or rule is None or role not in rule.readers:
        return False
    return method in LOOKING or role in rule.actors
