"""The addresses of the public pages; gisportal.urls puts them below the language."""

from django.urls import path

from frontend import views
from frontend.pages import page

app_name = "frontend"
urlpatterns = [
    path("", views.map_page, name="start"),
    path("karte/", views.map_page, name="map"),
    path("karte/liste/", views.list_fragment, name="list"),
    path("karte/stand/", views.state, name="state"),
    path("karte/zeichen.css", views.sign_colours, name="signs"),
    path("karte/<slug:layer>/<slug:entry_id>/", views.entry, name="entry"),
    path("karte/<slug:layer>/<slug:entry_id>/kurz/", views.card_fragment, name="card"),
    path("quellen/", page, {"name": "sources"}, name="sources"),
    path("impressum/", page, {"name": "imprint"}, name="imprint"),
    path("datenschutz/", page, {"name": "privacy"}, name="privacy"),
    path("barrierefreiheit/", page, {"name": "accessibility"}, name="accessibility"),
]
