"""The addresses of pools and places."""

from django.urls import path

from portal.pools import place_views, views

app_name = "pools"
urlpatterns = [
    path("pools/", views.pools, name="list"),
    path("pools/new/", views.add, name="add"),
    path("pools/<int:pool_id>/", views.edit, name="edit"),
    path("pools/<int:pool_id>/remove/", views.remove, name="remove"),
    path("places/", place_views.places, name="places"),
    path("places/<int:place_id>/", place_views.edit, name="place"),
    path("places/<int:place_id>/remove/", place_views.remove, name="remove-place"),
]
