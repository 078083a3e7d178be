"""The addresses of notifications."""

from django.urls import path

from portal.notices import rule_views, views

app_name = "notices"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("new/", views.add, name="add"),
    path("<int:channel_id>/", views.edit, name="channel"),
    path("<int:channel_id>/test/", views.test, name="test"),
    path("<int:channel_id>/remove/", views.remove, name="remove"),
    path("<int:channel_id>/rules/new/", rule_views.add, name="add-rule"),
    path("rules/<int:rule_id>/", rule_views.edit, name="rule"),
    path("rules/<int:rule_id>/remove/", rule_views.remove, name="remove-rule"),
    path("deliveries/<int:delivery_id>/again/", views.again, name="again"),
]
