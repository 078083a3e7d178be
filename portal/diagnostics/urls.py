"""The addresses of the diagnostics."""

from django.urls import path

from portal.diagnostics import views

app_name = "diagnostics"
urlpatterns = [path("", views.check_everything, name="check")]
