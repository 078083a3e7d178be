"""Attended Backup's addresses."""

from django.urls import path

from portal.attended import acts, views

app_name = "attended"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("count/", views.count, name="count"),
    path("estimate.json", views.estimate_json, name="estimate-json"),
    path("<uuid:run_id>/", views.run, name="run"),
    path("<uuid:run_id>/progress.json", views.progress_json, name="progress-json"),
    path("<uuid:run_id>/continue/", acts.go_on, name="continue"),
    path("<uuid:run_id>/insert/", acts.insert, name="insert"),
    path("<uuid:run_id>/eject/", acts.eject, name="eject"),
    path("<uuid:run_id>/cancel/", acts.cancel, name="cancel"),
]
