"""The addresses of Verify and of Restore Drills."""

from django.urls import path

from portal.proof import check_views, drill_views, run_views

app_name = "proof"
urlpatterns = [
    path("verify/", check_views.verify, name="verify"),
    path("verify/<uuid:run_id>/", run_views.run, name="check-run"),
    path("verify/<uuid:run_id>/cancel/", run_views.cancel, name="check-cancel"),
    path("drills/", drill_views.drills, name="drills"),
    path("drills/<uuid:run_id>/", run_views.run, name="drill-run"),
    path("drills/<uuid:run_id>/cancel/", run_views.cancel, name="drill-cancel"),
]
