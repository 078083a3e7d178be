"""The address of the API's page."""

from django.urls import path

from portal.api.docs import views

app_name = "api_docs"
urlpatterns = [path("", views.page, name="page")]
