"""What a restore is asked for by the API, as the services want it; and what a plan says."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import unescape
from mmbackup.engine.index.shapes import Pick
from mmbackup.models import Restore
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.preview import preview
from mmbackup.services.restore.recovery_points import RecoveryTable, chain_for
from mmbackup.services.restore.touched import warnings_of
from portal.api.problems import Refused
from portal.api.request import ApiRequest
from portal.api.rooms.found import drive_named
from portal.api.shapes.restores import PickWish, RestoreWish
from portal.restore.confirming import word_of
from portal.restore.picks import SLUGS
from portal.restore.source import table_of
from portal.restore.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Wish:
    asked: Asked
    table: RecoveryTable


def wish_of(request: ApiRequest, wish: RestoreWish) -> Wish:
    """Out of the backups that the portal's page would take."""
    only = str(wish.set) if wish.set else ""
    wanted = Wanted(moment=wish.moment, only=only, picks=tuple(_pick(one) for one in wish.picks))
    table = table_of(request.messaging_site, wanted)
    chain = chain_for(table=table, moment=wanted.moment, data_types=wanted.data_types, servers=wanted.servers)
    target = Restore.Target(wish.target)
    in_place = target is Restore.Target.IN_PLACE
    asked = Asked(
        drive=drive_named(request.messaging_site, wish.drive),
        sets=chain.sets,
        picks=wanted.picks,
        target=target,
        folder="" if in_place else wish.folder,
        existing=Restore.Existing(wish.existing),
        dry_run=wish.dry_run,
        stop_software=in_place and wish.stop_software and not wish.dry_run,
        moment=wish.moment,
    )
    return Wish(asked, table)


def plan_of(wish: Wish) -> dict[str, Any]:
    found = preview(asked=wish.asked)
    needed = [
        {
            "number": part.number,
            "set": part.set_uuid,
            "medium_uuid": part.medium_uuid,
            "medium": part.medium_name,
            "files": part.files,
            "size": part.size,
            "is_encrypted": part.number in found.encrypted,
        }
        for part in found.parts
    ]
    return {
        "files": found.files,
        "size": found.size,
        "needed": needed,
        "servers": list(found.servers),
        "warnings": list(warnings_of(table=wish.table, asked=wish.asked, preview=found)),
        "stops": list(found.stops),
        "needs_key": found.needs_key,
        "free": found.free,
        "confirm": word_of(found) if wish.asked.is_in_place else "",
    }


def _pick(wish: PickWish) -> Pick:
    try:
        path = unescape(wish.path).strip(b"/")
    except FormatError as error:
        raise _no_pick("a path is not as it was told") from error
    if wish.data_type not in {"", *SLUGS}:
        raise _no_pick(f"data types are {', '.join(SLUGS)}")
    if not (wish.server or path):
        raise _no_pick("a pick names a server, or a path")
    return Pick(wish.data_type, wish.server, path)


def _no_pick(why: str) -> Refused:
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, why, "See /files for what there is to pick.")
