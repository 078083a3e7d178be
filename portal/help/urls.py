"""The help's addresses, and those that the guide had before it."""

from django.urls import path
from django.views.generic import RedirectView

from portal.help import views
from portal.help.books import BOOKS_BY_SLUG

app_name = "help"
urlpatterns = [
    path("help/", views.home, name="home"),
    path("help/reference/codes/", views.codes, name="codes"),
    *(path(f"help/{slug}/", views.book, {"slug": slug}, name=slug) for slug in BOOKS_BY_SLUG),
    path("help/<slug:book>/<slug:name>/", views.article, name="article"),
    path("guide/codes/", RedirectView.as_view(pattern_name="help:codes"), name="codes-before"),
    path("guide/morning/", RedirectView.as_view(url="/help/getting-started/morning/"), name="morning-before"),
    path("guide/", RedirectView.as_view(pattern_name="help:home"), name="home-before"),
]
