"""All channels and what was sent lately; a channel: added, changed, tested, removed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Channel, Delivery, Ping
from mmbackup.services.notices.channels import ChannelRefused, add_channel, change_channel, remove_channel
from mmbackup.services.notices.kinds import KINDS
from mmbackup.services.notices.letter import NotDelivered, Receipt
from mmbackup.services.notices.send_again import send_again
from mmbackup.services.notices.try_channel import try_channel
from mmbackup.services.preferences import preferences
from portal.notices.forms import FORMS
from portal.notices.words import look_of_delivery, row_of, rows_of
from portal.request import PortalRequest

ROWS_A_PAGE = 50


def overview(request: PortalRequest) -> HttpResponse:
    channels = Channel.objects.prefetch_related("rules")
    sent = Delivery.objects.select_related("notice", "channel")
    page_of = Paginator(sent, ROWS_A_PAGE).get_page(request.GET.get("page"))
    is_watched = bool(preferences().ping_address)
    context = {
        "rows": rows_of(channels),
        "kinds": [(name, kind.title) for name, kind in KINDS.items()],
        "page_of": page_of,
        "sent": [(delivery, look_of_delivery(delivery)) for delivery in page_of],
        "ping": Ping.objects.first() if is_watched else None,
        "is_watched": is_watched,
    }
    return render(request, "notices/overview.html", context)


@require_http_methods(["GET", "POST"])
def add(request: PortalRequest) -> HttpResponse:
    """Of the kind that the address names."""
    kind = request.GET.get("kind", "")
    if kind not in FORMS:
        return redirect("notices:overview")
    form = FORMS[kind](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            channel = add_channel(kind=Channel.Kind(kind), facts=form.facts(), now=timezone.now())
        except ChannelRefused as error:
            form.add_faults(error.faults)
        else:
            said = _("The channel %(channel)s was added. Press Test to see whether it works.")
            messages.success(request, said % {"channel": channel})
            return redirect("notices:channel", channel.pk)
    return render(request, "notices/add.html", {"form": form, "title": KINDS[kind].title})


@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, channel_id: int) -> HttpResponse:
    channel = get_object_or_404(Channel.objects.prefetch_related("rules"), pk=channel_id)
    form = FORMS[channel.kind](request.POST or None, channel=channel)
    if request.method == "POST" and form.is_valid():
        shown, facts = form.cleaned_data["shown"], form.facts()
        try:
            change_channel(channel=channel, shown=shown, after=facts, now=timezone.now())
        except ChannelRefused as error:
            form.add_faults(error.faults)
        except BackupError as error:
            form.add_error(
                None, " ".join([_("Nothing was changed: %(error)s.") % {"error": error}, error.next_step])
            )
        else:
            said = _("The channel %(channel)s is changed. Press Test to see whether it works.")
            messages.success(request, said % {"channel": facts.name})
            return redirect("notices:channel", channel_id)
    return render(request, "notices/channel.html", {"form": form, "row": row_of(channel)})


@require_POST
def test(request: PortalRequest, channel_id: int) -> HttpResponse:
    channel = get_object_or_404(Channel, pk=channel_id)
    by = request.user.get_username()
    try:
        receipt = try_channel(channel=channel, site=request.messaging_site, by=by, now=timezone.now())
    except NotDelivered as error:
        messages.error(request, _("The test did not arrive: %(error)s.") % {"error": error})
    else:
        messages.success(request, _told(receipt))
    return redirect("notices:channel", channel_id)


def _told(receipt: Receipt) -> str:
    told = _("The test was sent: %(answer)s.") % {"answer": receipt.answer}
    but = receipt.complaint and _("But %(complaint)s.") % {"complaint": receipt.complaint}
    return f"{told} {but}".strip()


@require_http_methods(["GET", "POST"])
def remove(request: PortalRequest, channel_id: int) -> HttpResponse:
    channel = get_object_or_404(Channel, pk=channel_id)
    if request.method == "POST":
        remove_channel(channel=channel, now=timezone.now())
        messages.success(request, _("The channel %(channel)s was removed.") % {"channel": channel})
        return redirect("notices:overview")
    return render(request, "notices/remove.html", {"channel": channel})


@require_POST
def again(request: PortalRequest, delivery_id: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("channel", "notice"), pk=delivery_id)
    if send_again(delivery=delivery, now=timezone.now()):
        said = _("It is sent again on %(channel)s within a quarter of a minute.")
        messages.success(request, said % {"channel": delivery.channel})
    else:
        messages.error(request, _("It is on its way already, or its channel is not in use."))
    return redirect("notices:overview")
