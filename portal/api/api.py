"""The API, put together: its rooms, its answers to what goes wrong."""

from portal.api.problems import tell_problems
from portal.api.rooms import (
    channels,
    configuration,
    drive_settings,
    drives,
    host_looks,
    keys,
    logs,
    looked,
    media,
    notices,
    pools,
    proof,
    restores,
    runs,
    servers,
    settings,
    site,
    status,
    told,
    tried,
)
from portal.api.schema import Api

DESCRIPTION = (
    "Backups of this messaging system, for programs. Send a token of Administration > API Tokens with each "
    "request (Authorization: Bearer mmb_…). Each operation tells who may call it (x-roles). "
    "Where there are several sites, ?site=NAME says which one is meant; without it the first."
)
api = Api(title="mmbackup", version="1", description=DESCRIPTION, urls_namespace="api", docs_url=None)
ROOMS = (
    *(
        status,
        runs,
        logs,
        restores,
        proof,
        media,
        pools,
        drives,
        drive_settings,
        keys,
        servers,
        tried,
        host_looks,
    ),
    *(site, told, channels, notices, settings, configuration, looked),
)
for router in dict.fromkeys(room.router for room in ROOMS):  # some addresses are shared by two rooms
    api.add_router("", router)
tell_problems(api)
