"""The addresses of messaging servers."""

from django.urls import path

from portal.servers import connection_views, look_views, source_views, test_views, views

app_name = "servers"
urlpatterns = [
    path("", views.servers, name="list"),
    path("new/", views.add, name="add"),
    path("<int:server_id>/", views.server, name="server"),
    path("<int:server_id>/edit/", views.edit, name="edit"),
    path("<int:server_id>/connection/", connection_views.connection, name="connection"),
    path("<int:server_id>/move/", views.move, name="move"),
    path("<int:server_id>/remove/", views.remove, name="remove"),
    path("<int:server_id>/sources/new/", source_views.add, name="add-source"),
    path("<int:server_id>/sources/<int:source_id>/", source_views.edit, name="source"),
    path("<int:server_id>/sources/<int:source_id>/remove/", source_views.remove, name="remove-source"),
    path("<int:server_id>/look/", look_views.begin, name="begin-look"),
    path("looks/<uuid:look_id>/", look_views.look, name="look"),
    path("looks/<uuid:look_id>/state/", look_views.state, name="look-json"),
    path("looks/<uuid:look_id>/adopt/", look_views.adopt, name="adopt-look"),
    path("<int:server_id>/test/", test_views.begin, name="begin-test"),
    path("tests/<uuid:test_id>/", test_views.test, name="test"),
    path("tests/<uuid:test_id>/state/", test_views.state, name="test-json"),
    path("tests/<uuid:test_id>/cancel/", test_views.cancel, name="cancel-test"),
]
