"""The addresses of alarms: the log of all, and those that are active."""

from django.urls import path

from portal.alarms import views

app_name = "alarms"
urlpatterns = [
    path("logs/alarms/", views.log, name="list"),
    path("alarming/active/", views.active, name="active"),
    path("alarming/active/<int:alarm_id>/acknowledge/", views.acknowledge, name="acknowledge"),
]
