"""The palette's address."""

from django.urls import path

from portal.palette import views

app_name = "palette"
urlpatterns = [path("", views.palette, name="palette")]
