"""A request as views see it: somebody is logged in, and there is a site."""

from django.contrib.auth.models import User
from django.http import HttpRequest

from mmbackup.models import Site


class PortalRequest(HttpRequest):
    user: User
    site: Site
