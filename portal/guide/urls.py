"""The guide's addresses."""

from django.urls import path

from portal.guide import views

app_name = "guide"
urlpatterns = [
    path("morning/", views.morning, name="morning"),
    path("codes/", views.codes, name="codes"),
]
