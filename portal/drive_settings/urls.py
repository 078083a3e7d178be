"""The addresses of drives' settings."""

from django.urls import path

from portal.drive_settings import views

app_name = "drive_settings"
urlpatterns = [
    path("", views.drives, name="list"),
    path("new/", views.add, name="add"),
    path("<int:drive_id>/", views.edit, name="edit"),
    path("<int:drive_id>/remove/", views.remove, name="remove"),
]
