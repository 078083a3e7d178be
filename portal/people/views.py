"""Users and Roles: everybody, one person, and somebody new."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mmbackup.models import SignIn
from mmbackup.services.people.add_person import add_person
from mmbackup.services.people.change_person import is_last_administrator
from mmbackup.services.people.find_person import Person, person_of
from mmbackup.services.people.find_person import people as everybody
from mmbackup.services.people.lockouts import standing_lockouts
from mmbackup.services.people.passwords import one_time_password
from mmbackup.services.people.refusals import PersonKnown
from mmbackup.services.people.sign_ins import last_sign_ins, open_sign_ins
from portal.accounts.browsers import name_of_browser
from portal.people.forms import PersonForm, RoleForm
from portal.request import PortalRequest


@require_safe
def people(request: PortalRequest) -> HttpResponse:
    context = {"people": everybody(), "lockouts": standing_lockouts(now=timezone.now())}
    return render(request, "people/list.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def add(request: PortalRequest) -> HttpResponse:
    """The answer to the form is the only page that ever shows the password."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = one_time_password()
        given = form.cleaned_data
        try:
            user = add_person(
                name=given["name"], password=password, role=given["role"], now=timezone.now(),
                must_change_password=True,
            )  # fmt: skip
        except PersonKnown as error:
            form.add_error("name", f"{error}. {error.next_step}")
        else:
            return render(
                request, "people/one_time.html", {"someone": user, "password": password, "is_new": True}
            )
    return render(request, "people/add.html", {"form": form})


@require_safe
def person(request: PortalRequest, user_id: int) -> HttpResponse:
    found = find(user_id)
    context = {
        "person": found,
        "form": RoleForm(initial={"role": found.role}),
        "is_last": is_last_administrator(user=found.user),
        "sessions": _shown(open_sign_ins(user=found.user)),
        "earlier": _shown(last_sign_ins(user=found.user)),
    }
    return render(request, "people/person.html", context)


def find(user_id: int) -> Person:
    if found := person_of(user_id=user_id):
        return found
    raise Http404


def _shown(rows: list[SignIn]) -> list[tuple[SignIn, str]]:
    return [(row, name_of_browser(row.browser)) for row in rows]
