"""Drive and Media's addresses."""

from django.urls import path

from portal.media import views

app_name = "media"
urlpatterns = [
    path("", views.drives, name="drives"),
    path("<int:drive_id>/insert/", views.insert, name="insert"),
    path("<int:drive_id>/eject/", views.eject, name="eject"),
    path("<int:drive_id>/protect/", views.protect, name="protect"),
]
