"""The Administration History's addresses."""

from django.urls import path

from portal.history import views

app_name = "history"
urlpatterns = [
    path("", views.changes, name="list"),
    path("export.csv", views.export, {"form": "csv"}, name="export"),
    path("export.jsonl", views.export, {"form": "jsonl"}, name="export-lines"),
]
