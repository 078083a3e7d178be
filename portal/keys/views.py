"""Keys: what there is; a new pair, shown once; one from elsewhere; confirmed, retired."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from mmbackup.engine.errors import BackupError
from mmbackup.models import EncryptionKey
from mmbackup.services.keys.confirm_key import confirm_key
from mmbackup.services.keys.drill_key import current_drill_key, remove_drill_key
from mmbackup.services.keys.new_keys import import_key, make_key
from mmbackup.services.keys.retire_key import pools_left_without, retire_key
from portal.edit_acts import not_changed
from portal.keys.forms import ConfirmForm, ImportForm, MakeForm
from portal.keys.paper_key import paper_key
from portal.request import PortalRequest


@require_safe
def keys(request: PortalRequest) -> HttpResponse:
    found = EncryptionKey.objects.filter(site=request.messaging_site).prefetch_related("pools")
    used = [key for key in found if key.retired_at is None]
    retired = [key for key in found if key.retired_at is not None]
    context = {"keys": used, "retired": retired, "drill_key": current_drill_key(site=request.messaging_site)}
    return render(request, "keys/list.html", context)


@require_http_methods(["GET", "POST"])
@cache_control(no_store=True)
@sensitive_variables()
def make(request: PortalRequest) -> HttpResponse:
    """The answer to the form is the only page that ever shows the secret key; no browser keeps it."""
    form = MakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, by = form.cleaned_data["name"], request.user.get_username()
        try:
            made = make_key(site=request.messaging_site, name=name, by=by, now=timezone.now())
        except BackupError as error:
            form.add_error("name", capfirst(f"{error}. {error.next_step}"))
        else:
            return render(request, "keys/paper.html", {"key": made.key, "paper": paper_key(made)})
    return render(request, "keys/make.html", {"form": form})


@require_http_methods(["GET", "POST"])
def import_public(request: PortalRequest) -> HttpResponse:
    form = ImportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, public = form.cleaned_data["name"], form.cleaned_data["public"]
        by = request.user.get_username()
        try:
            import_key(site=request.messaging_site, name=name, public=public, by=by, now=timezone.now())
        except BackupError as error:
            form.add_error(None, capfirst(f"{error}. {error.next_step}"))
        else:
            messages.success(request, _("The key %(name)s may be used: give it to a pool.") % {"name": name})
            return redirect("keys:list")
    return render(request, "keys/import.html", {"form": form})


@require_http_methods(["GET", "POST"])
def confirm(request: PortalRequest, key_id: int) -> HttpResponse:
    key, form = _find(request, key_id), ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed, by = form.cleaned_data["end"], request.user.get_username()
        try:
            confirm_key(key=key, typed=typed, by=by, now=timezone.now())
        except BackupError as error:
            form.add_error("end", capfirst(f"{error}. {error.next_step}"))
        else:
            done = _("The key %(name)s is confirmed: give it to a pool.")
            messages.success(request, done % {"name": key.name})
            return redirect("keys:list")
    return render(request, "keys/confirm.html", {"form": form, "key": key})


@require_http_methods(["GET", "POST"])
def retire(request: PortalRequest, key_id: int) -> HttpResponse:
    """What follows stands on the page; the pools that were shown come back with the form."""
    key = _find(request, key_id)
    if request.method == "POST":
        by, knowing = request.user.get_username(), request.POST.getlist("knowing")
        act = remove_drill_key if key.origin == EncryptionKey.Origin.DRILL else retire_key
        try:
            act(key=key, by=by, now=timezone.now(), knowing=knowing)
        except BackupError as error:
            messages.error(request, not_changed(error))
            return redirect("keys:retire", key_id)
        messages.success(request, _("The key %(name)s is retired.") % {"name": key.name})
        return redirect("keys:list")
    return render(request, "keys/retire.html", {"key": key, "pools": pools_left_without(key=key)})


def _find(request: PortalRequest, key_id: int) -> EncryptionKey:
    return get_object_or_404(EncryptionKey, pk=key_id, site=request.messaging_site, retired_at=None)
