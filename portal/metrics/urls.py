"""The addresses that machines ask. Strangers may: each answers for itself."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from portal.metrics import views

app_name = "metrics"
urlpatterns = [
    path("metrics", login_not_required(views.metrics), name="metrics"),
    path("healthz", login_not_required(views.healthz), name="healthz"),
    path("readyz", login_not_required(views.readyz), name="readyz"),
]
