"""The addresses of labels: to print one, and where the QR code of one leads."""

from django.urls import path, register_converter

from portal.labels import views
from portal.labels.codes import CodeConverter

register_converter(CodeConverter, "code")

app_name = "labels"
urlpatterns = [
    path("backup/labels/<uuid:set_id>/<int:part>/", views.label, name="label"),
    path("backup/labels/<uuid:set_id>/<int:part>/label.pdf", views.pdf, name="pdf"),
    path("L/<code:medium>/<code:backup_set>", views.scanned, name="scanned"),
]
