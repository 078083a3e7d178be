"""The addresses of sites."""

from django.urls import path

from portal.sites import views

app_name = "sites"
urlpatterns = [
    path("", views.sites, name="list"),
    path("new/", views.add, name="add"),
    path("choose/", views.choose, name="choose"),
    path("<int:site_id>/", views.edit, name="edit"),
    path("<int:site_id>/remove/", views.remove, name="remove"),
]
