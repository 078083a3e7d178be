"""A server looked over for what of it is to be saved, and what was proposed adopted."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from mmbackup.models import HostLook, Server
from mmbackup.services.discover.adopt_look import adopt_look, key_of, seen_items
from mmbackup.services.discover.request_look import end_silent_looks, request_look
from mmbackup.services.discover.standing import Seen
from portal.api.allowed import of
from portal.api.request import ApiRequest
from portal.api.shapes.host_looks import AdoptedShape, AdoptWish, HostLookShape, HostLookWish
from portal.api.shapes.values import Number

router = Router(tags=["Servers"])
LOOKED = {HTTPStatus.ACCEPTED: HostLookShape}


@router.post("/servers/{int:server_id}/host-looks", response=LOOKED, **of("servers:begin-look"))
def begin(request: ApiRequest, server_id: Number, wish: HostLookWish) -> Any:
    """Has a worker look the server over: only read."""
    servers = Server.objects.select_related("site")
    server = get_object_or_404(servers, pk=server_id, site=request.messaging_site)
    by, now = request.user.get_username(), timezone.now()
    made = request_look(server=server, profile=wish.profile, by=by, now=now)
    return Status(HTTPStatus.ACCEPTED, _told(made))


@router.get("/host-looks/{uuid:look_id}", response=HostLookShape, **of("servers:look-json"))
def look(request: ApiRequest, look_id: UUID) -> Any:
    """What was found: ask again until state is done or failed."""
    end_silent_looks(now=timezone.now())
    return _told(_look(request, look_id))


@router.post("/host-looks/{uuid:look_id}/adopt", response=AdoptedShape, **of("servers:adopt-look"))
def adopt(request: ApiRequest, look_id: UUID, wish: AdoptWish) -> Any:
    """All of the chosen, or none: what is configured already stays as it is."""
    found = _look(request, look_id)
    made = adopt_look(found=found, chosen=wish.choose, now=timezone.now())
    return {"server": found.server.name, "sources": [source.name for source in made]}


def _look(request: ApiRequest, look_id: UUID) -> HostLook:
    found = HostLook.objects.select_related("server", "site")
    return get_object_or_404(found, pk=look_id, site=request.messaging_site)


def _told(found: HostLook) -> dict[str, Any]:
    own = ("id", "state", "asked_at", "asked_by", "ended_at", "problem")
    items = seen_items(found=found) if found.state == HostLook.State.DONE else []
    return {
        **{key: getattr(found, key) for key in own},
        "server": found.server.name,
        "profile": found.facts.get("profile", found.profile),
        "items": [
            {
                "item": item.plan.item.slug,
                "proposals": [_proposal(each) for each in item.seen],
                "why_none": item.plan.why_none,
            }
            for item in items
        ],
        "unsaved": found.plan.get("unsaved", []),
    }


def _proposal(seen: Seen) -> dict[str, Any]:
    found, proposal = seen.found, seen.found.proposal
    return {
        "key": key_of(seen),
        "kind": proposal.kind,
        "settings": dict(proposal.settings),
        "reason": proposal.reason,
        "standing": seen.standing,
        "files": found.files,
        "size": found.size,
        "is_more": found.is_more,
        "is_most": found.is_most,
        "closed": list(found.closed),
    }
