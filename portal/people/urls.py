"""The addresses of Users and Roles."""

from django.urls import path

from portal.people import acts, views

app_name = "people"
urlpatterns = [
    path("", views.people, name="list"),
    path("add/", views.add, name="add"),
    path("unlock/", acts.unlock, name="unlock"),
    path("<int:user_id>/", views.person, name="person"),
    path("<int:user_id>/role/", acts.role, name="role"),
    path("<int:user_id>/disable/", acts.disable, name="disable"),
    path("<int:user_id>/enable/", acts.enable, name="enable"),
    path("<int:user_id>/password/", acts.password, name="password"),
    path("<int:user_id>/end-sessions/", acts.end_sessions, name="end-sessions"),
    path("<int:user_id>/remove-factor/", acts.remove_factor, name="remove-factor"),
]
