"""About's address."""

from django.urls import path

from portal.about import views

app_name = "about"
urlpatterns = [path("", views.about, name="about")]
