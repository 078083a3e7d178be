"""The reports' addresses; each file stands beside its page."""

from django.urls import path

from portal.reports import evaluation_views, history_views, media_views, recovery_views

app_name = "reports"
urlpatterns = [
    path("history/", history_views.history, name="history"),
    path("history/backup-history.csv", history_views.as_csv, name="history-csv"),
    path("recovery-points/", recovery_views.recovery_points, name="recovery-points"),
    path("recovery-points/recovery-points.csv", recovery_views.as_csv, name="recovery-points-csv"),
    path("recovery-points/recovery-points.pdf", recovery_views.as_pdf, name="recovery-points-pdf"),
    path("media/", media_views.media, name="media"),
    path("media/media.csv", media_views.as_csv, name="media-csv"),
    path("media/media.pdf", media_views.as_pdf, name="media-pdf"),
    path("evaluation/", evaluation_views.evaluation, name="evaluation"),
    path("evaluation/evaluation.pdf", evaluation_views.as_pdf, name="evaluation-pdf"),
    path("evaluation/evaluation.json", evaluation_views.as_json, name="evaluation-json"),
]
