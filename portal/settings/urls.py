"""The addresses of the settings."""

from django.urls import path

from portal.settings import file_views, views

app_name = "settings"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("configuration.toml", file_views.export, name="export"),
    path("import/", file_views.take_in, name="import"),
]
