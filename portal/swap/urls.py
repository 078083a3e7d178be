"""Morning Swap's addresses."""

from django.urls import path

from portal.swap import views

app_name = "swap"
urlpatterns = [
    path("", views.swap_page, name="swap"),
    path("state.json", views.state, name="state"),
    path("eject/", views.eject, name="eject"),
    path("store/", views.store, name="store"),
    path("insert/", views.insert, name="insert"),
    path("look-ahead/", views.look_ahead_now, name="look-ahead"),
    path("make-up/", views.make_up_night, name="make-up"),
]
