"""The addresses of what is live."""

from django.urls import path

from portal.live import views

app_name = "live"
urlpatterns = [
    path("standing/", views.standing, name="standing"),
    path("now/", views.now, name="now"),
]
