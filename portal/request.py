"""What a request carries here: the site, and somebody who is logged in."""

from django.contrib.auth.models import User
from django.http import HttpRequest

from mmbackup.models import Role, Site


class SiteRequest(HttpRequest):
    """As middleware sees it: there may be no site yet."""

    messaging_site: Site | None


class PortalRequest(SiteRequest):
    """As views see it: without a site, or without a log-in, they are not reached."""

    user: User
    messaging_site: Site
    role: Role
