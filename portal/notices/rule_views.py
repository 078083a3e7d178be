"""A channel's rules: added, changed, removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Channel, NoticeRule
from mmbackup.services.notices.channel_rules import RuleFacts, add_rule, change_rule, remove_rule
from portal.notices.forms.rule import RuleForm
from portal.request import PortalRequest


@require_http_methods(["GET", "POST"])
def add(request: PortalRequest, channel_id: int) -> HttpResponse:
    channel = get_object_or_404(Channel, pk=channel_id)
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_rule(channel=channel, facts=form.facts(), now=timezone.now())
        except BackupError as error:
            form.add_error(None, f"{error}. {error.next_step}")
        else:
            messages.success(request, _("The rule was added to %(channel)s.") % {"channel": channel})
            return redirect("notices:channel", channel_id)
    return render(request, "notices/rule.html", {"form": form, "channel": channel})


@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, rule_id: int) -> HttpResponse:
    rule = get_object_or_404(NoticeRule.objects.select_related("channel"), pk=rule_id)
    facts = RuleFacts.of(rule)
    form = RuleForm(request.POST or None, rule=facts)
    if request.method == "POST" and form.is_valid():
        before = form.cleaned_data["shown"] or facts
        try:
            change_rule(rule=rule, before=before, after=form.facts(), now=timezone.now())
        except BackupError as error:
            form.add_error(
                None, " ".join([_("Nothing was changed: %(error)s.") % {"error": error}, error.next_step])
            )
        else:
            messages.success(request, _("The rule of %(channel)s is changed.") % {"channel": rule.channel})
            return redirect("notices:channel", rule.channel_id)
    return render(request, "notices/rule.html", {"form": form, "channel": rule.channel, "rule": rule})


@require_POST
def remove(request: PortalRequest, rule_id: int) -> HttpResponse:
    rule = get_object_or_404(NoticeRule.objects.select_related("channel"), pk=rule_id)
    remove_rule(rule=rule, now=timezone.now())
    messages.success(request, _("The rule of %(channel)s was removed.") % {"channel": rule.channel})
    return redirect("notices:channel", rule.channel_id)
