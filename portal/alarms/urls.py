"""The Alarm Log's addresses."""

from django.urls import path

from portal.alarms import views

app_name = "alarms"
urlpatterns = [
    path("", views.alarms, name="list"),
    path("<int:alarm_id>/acknowledge/", views.acknowledge, name="acknowledge"),
]
