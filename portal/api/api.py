"""The API, put together: its rooms, its answers to what goes wrong."""

from portal.api.problems import tell_problems
from portal.api.rooms import (
    drives,
    logs,
    looked,
    media,
    notices,
    pools,
    proof,
    restores,
    runs,
    servers,
    site,
    status,
    told,
)
from portal.api.schema import Api

DESCRIPTION = (
    "Backups of this messaging system, for programs. Send a token of Administration > API Tokens with each "
    "request (Authorization: Bearer mmb_…). Each operation tells who may call it (x-roles)."
)
api = Api(title="mmbackup", version="1", description=DESCRIPTION, urls_namespace="api", docs_url=None)
ROOMS = (status, runs, logs, restores, proof, media, pools, drives, servers, site, told, notices, looked)
for room in ROOMS:
    api.add_router("", room.router)
tell_problems(api)
