"""The address of the schedule."""

from django.urls import path

from portal.schedule import views

app_name = "schedule"
urlpatterns = [path("schedule/", views.schedule, name="schedule")]
