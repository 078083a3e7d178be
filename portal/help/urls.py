"""The help's addresses, and those that the guide had before it."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from portal.help import views
from portal.help.books import BOOKS_BY_SLUG

app_name = "help"


def _addresses(slug: str) -> tuple[URLPattern, ...]:
    """Of a book, and of its articles: each book's stand below it in the menu."""
    return (
        path(f"help/{slug}/", views.book, {"slug": slug}, name=slug),
        path(f"help/{slug}/<slug:name>/", views.article, {"slug": slug}, name=f"{slug}-article"),
    )


urlpatterns = [
    path("help/", views.home, name="home"),
    path("help/reference/codes/", views.codes, name="codes"),
    *(address for slug in BOOKS_BY_SLUG for address in _addresses(slug)),
    path("guide/codes/", RedirectView.as_view(pattern_name="help:codes"), name="codes-before"),
    path("guide/morning/", RedirectView.as_view(url="/help/getting-started/morning/"), name="morning-before"),
    path("guide/", RedirectView.as_view(pattern_name="help:home"), name="home-before"),
]
