"""The addresses of keys."""

from django.urls import path

from portal.keys import drill_views, views

app_name = "keys"
urlpatterns = [
    path("", views.keys, name="list"),
    path("make/", views.make, name="make"),
    path("import/", views.import_public, name="import"),
    path("<int:key_id>/confirm/", views.confirm, name="confirm"),
    path("<int:key_id>/retire/", views.retire, name="retire"),
    path("drill/", drill_views.make_drill, name="drill"),
]
