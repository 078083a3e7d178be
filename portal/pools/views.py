"""Pools: how media take turns, for how long they are kept, and what that risks."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Pool
from mmbackup.services.keys.keys_of_pool import advice_on, give_keys
from mmbackup.services.keys.refusals import KeyRefused
from mmbackup.services.media.pool_advice import uses_of_pools
from mmbackup.services.media.pools import PoolRules, add_pool, change_pool, remove_pool
from portal.edit_acts import not_changed
from portal.pools.forms import NewPoolForm, PoolForm
from portal.refused import refused
from portal.request import PortalRequest


def pools(request: PortalRequest) -> HttpResponse:
    return render(request, "pools/list.html", {"uses": uses_of_pools(site=request.messaging_site)})


@require_http_methods(["GET", "POST"])
def add(request: PortalRequest) -> HttpResponse:
    site = request.messaging_site
    form = NewPoolForm(request.POST or None, site=site, button=_("Add the pool"))
    if request.method == "POST" and form.is_valid():
        name, by = form.cleaned_data["name"], request.user.get_username()
        try:
            with transaction.atomic():
                pool = add_pool(site=site, name=name, rules=form.rules(), by=by, now=timezone.now())
                _give_keys(request, pool, form)
        except KeyRefused as error:
            form.add_error("keys", f"{error}. {error.next_step}")
        except BackupError as error:
            form.add_error("name", f"{error}. {error.next_step}")
        else:
            messages.success(request, _("The pool %(name)s was added.") % {"name": name})
            return redirect("pools:list")
    return render(request, "pools/edit.html", {"form": form})


@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, pool_id: int) -> HttpResponse:
    pool = _find(request, pool_id)
    form = PoolForm(request.POST or None, site=request.messaging_site, pool=pool)
    if request.method == "POST" and form.is_valid():
        by, before = request.user.get_username(), form.cleaned_data["shown"] or PoolRules.of(pool)
        try:
            with transaction.atomic():
                change_pool(pool=pool, before=before, after=form.rules(), by=by, now=timezone.now())
                _give_keys(request, pool, form)
        except BackupError as error:
            messages.error(request, not_changed(error))
            return redirect("pools:edit", pool_id)
        messages.success(request, _("The rules of %(name)s are changed.") % {"name": pool.name})
        return redirect("pools:list")
    uses = uses_of_pools(site=request.messaging_site)
    use = next((use for use in uses if use.pool.pk == pool.pk), None)
    context = {"form": form, "pool": pool, "use": use, "key_advice": advice_on(pool.keys.all())}
    return render(request, "pools/edit.html", context)


@require_POST
def remove(request: PortalRequest, pool_id: int) -> HttpResponse:
    pool = _find(request, pool_id)
    try:
        remove_pool(pool=pool, by=request.user.get_username(), now=timezone.now())
    except BackupError as error:
        messages.error(request, not_removed(error))
        return redirect("pools:edit", pool_id)
    messages.success(request, _("The pool %(name)s was removed.") % {"name": pool.name})
    return redirect("pools:list")


def _give_keys(request: PortalRequest, pool: Pool, form: PoolForm) -> None:
    by, before = request.user.get_username(), form.cleaned_data["shown_keys"]
    keys = give_keys(pool=pool, before=before, after=form.keys_chosen(), by=by, now=timezone.now())
    if advice := advice_on(keys):
        messages.warning(request, advice)


def not_removed(error: BackupError) -> str:
    return refused(_("Nothing was removed: %(error)s. %(next_step)s"), error)


def _find(request: PortalRequest, pool_id: int) -> Pool:
    return get_object_or_404(Pool.objects.select_related("site"), pk=pool_id, site=request.messaging_site)
