"""Back Up Now's addresses."""

from django.urls import path

from portal.backup import views

app_name = "backup"
urlpatterns = [
    path("now/", views.now, name="now"),
    path("now/<uuid:run_id>/", views.progress, name="progress"),
    path("now/<uuid:run_id>/progress.json", views.progress_json, name="progress-json"),
    path("now/<uuid:run_id>/cancel/", views.cancel, name="cancel"),
]
