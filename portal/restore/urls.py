"""Restore's addresses. What was chosen stands in the address, so that each page can be bookmarked."""

from django.urls import path

from portal.restore import (
    acts,
    browse_views,
    choose_views,
    key_views,
    plan_views,
    points_views,
    subscriber_views,
    views,
)

app_name = "restore"
urlpatterns = [
    path("", points_views.points, name="points"),
    path("choose/", choose_views.choose, name="choose"),
    path("browse/", browse_views.browse, name="browse"),
    path("subscribers/", subscriber_views.subscribers, name="subscribers"),
    path("search/", browse_views.search, name="search"),
    path("pick/", choose_views.pick, name="pick"),
    path("plan/", plan_views.plan, name="plan"),
    path("confirm/", plan_views.confirm, name="confirm"),
    path("<uuid:run_id>/", views.run, name="run"),
    path("<uuid:run_id>/progress.json", views.progress_json, name="progress-json"),
    path("<uuid:run_id>/continue/", acts.go_on, name="continue"),
    path("<uuid:run_id>/insert/", acts.insert, name="insert"),
    path("<uuid:run_id>/eject/", acts.eject, name="eject"),
    path("<uuid:run_id>/key/", key_views.key, name="key"),
    path("<uuid:run_id>/cancel/", acts.cancel, name="cancel"),
]
