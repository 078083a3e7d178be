"""The logs' addresses; a log's own address stays the same for as long as it is kept."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from mmbackup.models import Log
from portal.logs import follow_views, list_views, views

app_name = "logs"
ROOM = "backup-and-restore"


def _log(kind: Log.Kind, before: str = "") -> list[URLPattern]:
    """A log of one kind: its page, its search, its text; what it says while its run is at work."""
    own, kept = f"{ROOM}/{kind}/<uuid:run_id>/", {"kind": kind}
    return [
        path(own, views.view, kept, name=f"{before}view"),
        path(f"{own}search/", views.search, kept, name=f"{before}search"),
        path(f"{own}text/", views.text, kept, name=f"{before}text"),
        path(f"{own}so-far/", follow_views.so_far, kept, name=f"{before}so-far"),
    ]


urlpatterns = [
    path(f"{ROOM}/backup/", views.choose, {"kind": Log.Kind.BACKUP}, name="choose"),
    path(f"{ROOM}/restore/", views.choose, {"kind": Log.Kind.RESTORE}, name="restore-choose"),
    path(f"{ROOM}/all/", list_views.runs, name="all"),
    path(
        f"{ROOM}/backup/all/",
        RedirectView.as_view(pattern_name="logs:all", query_string=True),
        name="all-before",
    ),
    *_log(Log.Kind.BACKUP),
    *_log(Log.Kind.RESTORE, "restore-"),
    *_log(Log.Kind.VERIFY, "verify-"),
    *_log(Log.Kind.DRILL, "drill-"),
    path("administrator/", list_views.administrator, name="administrator"),
]
