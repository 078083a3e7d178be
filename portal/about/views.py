"""About this installation."""

import os
import platform
import tomllib
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render

from mmbackup.environment import BASE_DIR, data_folder
from mmbackup.models import Site
from portal.about.packages import packages
from portal.request import PortalRequest


def about(request: PortalRequest) -> HttpResponse:
    project = _project()
    context = {
        "version": project["version"],
        "licence": project["license"],
        "packages": packages(tuple(project["dependencies"])),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "database": f"{connection.display_name} {_database_version()}",
        "data_folder": os.path.dirname(data_folder("logs")),
        "server_zone": settings.TIME_ZONE,
        "sites": Site.objects.order_by("name"),
    }
    return render(request, "about/about.html", context)


@cache
def _project() -> dict[str, Any]:
    """mmbackup is not installed as a package: its own file says what it is."""
    with open(BASE_DIR / "pyproject.toml", "rb") as file:
        project: dict[str, Any] = tomllib.load(file)["project"]
    return project


def _database_version() -> str:
    connection.ensure_connection()
    return ".".join(str(number) for number in connection.get_database_version())
