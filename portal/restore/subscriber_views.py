"""By subscriber: whose mail and greetings the backups of a moment hold, to be picked with all of theirs."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from portal.request import PortalRequest
from portal.restore.choose_views import tray_of, wanted_of
from portal.restore.forms import SubscriberForm
from portal.restore.source import nights_of, source_of
from portal.restore.subscriber_rows import subscriber_rows

ROWS_A_PAGE = 100
LONGEST_NAME = 3000


def subscribers(request: PortalRequest) -> HttpResponse:
    wanted = wanted_of(request)
    source = source_of(request.messaging_site, wanted)
    form = SubscriberForm(request.GET, source=source, wanted=wanted)
    after = request.GET.get("after", "")[:LONGEST_NAME]
    with source.open() as view:
        page = view.subscribers(form.beginning, after, ROWS_A_PAGE, form.server_name)
        is_known = bool(page.subscribers) or view.knows_subscribers
    asked = {key: value for key, value in request.GET.items() if key != "after" and value}
    context = {
        "source": source,
        "form": form,
        "is_known": is_known,
        "rows": subscriber_rows(page.subscribers, wanted, nights_of(source)),
        "first": f"?{urlencode(asked)}" if after else "",
        "next": f"?{urlencode({**asked, 'after': page.after})}" if page.after else "",
    }
    return render(
        request, "restore/subscribers.html", context | {"tray": tray_of(request, wanted, "subscribers")}
    )
