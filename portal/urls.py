"""The portal's addresses; they follow the menu."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
