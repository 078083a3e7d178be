"""The portal's addresses; they follow the menu."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.main.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("portal.accounts.allauth_urls")),
    path("", include("portal.metrics.urls")),
    path("", include("portal.labels.urls")),
    path("backup/swap/", include("portal.swap.urls")),
    path("backup/", include("portal.backup.urls")),
    path("backup/attended/", include("portal.attended.urls")),
    path("backup/restore/", include("portal.restore.urls")),
    path("backup/", include("portal.proof.urls")),
    path("backup/", include("portal.media.urls")),
    path("backup/", include("portal.pools.urls")),
    path("backup/keys/", include("portal.keys.urls")),
    path("logs/", include("portal.logs.urls")),
    path("logs/history/", include("portal.history.urls")),
    path("", include("portal.alarms.urls")),
    path("alarming/notifications/", include("portal.notices.urls")),
    path("administration/users/", include("portal.people.urls")),
    path("administration/about/", include("portal.about.urls")),
    path("", include("portal.help.urls")),
    path("palette/", include("portal.palette.urls")),
    path("live/", include("portal.live.urls")),
    path("administration/tokens/", include("portal.tokens.urls")),
    path("api/", include("portal.api.urls")),
]
