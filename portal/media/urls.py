"""The addresses of drives and media."""

from django.urls import path

from portal.media import drive_acts, import_key, inventory_views, medium_views, views

app_name = "media"
urlpatterns = [
    path("drive/", views.drives, name="drives"),
    path("drive/<int:drive_id>/insert/", views.insert, name="insert"),
    path("drive/<int:drive_id>/eject/", views.eject, name="eject"),
    path("drive/<int:drive_id>/protect/", views.protect, name="protect"),
    path("drive/<int:drive_id>/look/", drive_acts.look, name="look"),
    path("drive/<int:drive_id>/import/", drive_acts.import_medium, name="import"),
    path("drive/<int:drive_id>/import/key/", import_key.import_with_key, name="import-key"),
    path("drive/<int:drive_id>/label/", drive_acts.label, name="label"),
    path("drive/<int:drive_id>/relabel/", drive_acts.relabel, name="relabel"),
    path("drive/<int:drive_id>/format/", drive_acts.make_blank, name="format"),
    path("drive/act/<uuid:act_id>/", drive_acts.act, name="act"),
    path("media/", inventory_views.inventory, name="inventory"),
    path("media/<uuid:uuid>/", medium_views.medium, name="medium"),
    path("media/<uuid:uuid>/move/", medium_views.move, name="move"),
    path("media/<uuid:uuid>/replace-by/", medium_views.replace_by, name="replace-by"),
    path("media/<uuid:uuid>/retire/", medium_views.decide, {"deed": "retire"}, name="retire"),
    path("media/<uuid:uuid>/damaged/", medium_views.decide, {"deed": "damaged"}, name="damaged"),
    path("media/<uuid:uuid>/lost/", medium_views.decide, {"deed": "lost"}, name="lost"),
    path("media/<uuid:uuid>/use/", medium_views.decide, {"deed": "use"}, name="use"),
]
