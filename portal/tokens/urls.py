"""The tokens' addresses."""

from django.urls import path

from portal.tokens import views

app_name = "tokens"
urlpatterns = [
    path("", views.tokens, name="list"),
    path("make/", views.make, name="make"),
    path("<int:token_id>/revoke/", views.revoke, name="revoke"),
]
