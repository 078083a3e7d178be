"""The logs' addresses; a log's own address stays the same for as long as it is kept."""

from django.urls import path

from portal.logs import views

app_name = "logs"
urlpatterns = [
    path("backup-and-restore/backup/", views.choose, name="choose"),
    path("backup-and-restore/backup/all/", views.every_log, name="all"),
    path("backup-and-restore/backup/<uuid:run_id>/", views.view, name="view"),
    path("backup-and-restore/backup/<uuid:run_id>/search/", views.search, name="search"),
    path("backup-and-restore/backup/<uuid:run_id>/text/", views.text, name="text"),
    path("administrator/", views.administrator, name="administrator"),
]
