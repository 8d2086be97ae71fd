"""URLs of this room, below /planung/."""

from django.urls import URLPattern

app_name = "planning"
urlpatterns: list[URLPattern] = []
