"""The addresses of the public pages; gisportal.urls puts them below the language."""

from django.urls import path

from frontend.views.entry import card_fragment, entry
from frontend.views.map import list_fragment, map_page, sign_colours, state
from frontend.views.text import page

app_name = "frontend"
urlpatterns = [
    path("", map_page, name="start"),
    path("karte/", map_page, name="map"),
    path("karte/liste/", list_fragment, name="list"),
    path("karte/stand/", state, name="state"),
    path("karte/zeichen.css", sign_colours, name="signs"),
    path("karte/<slug:layer>/<slug:entry_id>/", entry, name="entry"),
    path("karte/<slug:layer>/<slug:entry_id>/kurz/", card_fragment, name="card"),
    path("quellen/", page, {"name": "sources"}, name="sources"),
    path("impressum/", page, {"name": "imprint"}, name="imprint"),
    path("datenschutz/", page, {"name": "privacy"}, name="privacy"),
    path("barrierefreiheit/", page, {"name": "accessibility"}, name="accessibility"),
]
