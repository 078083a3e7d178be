"""The main page's address."""

from django.urls import path

from portal.main import views

app_name = "main"
urlpatterns = [path("", views.main, name="main")]
