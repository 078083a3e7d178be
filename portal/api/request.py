"""What a request carries behind the door: the site, and who asks."""

from mmbackup.models import Site
from portal.api.caller import Caller
from portal.request import SiteRequest


class ApiRequest(SiteRequest):
    messaging_site: Site
    caller: Caller
