"""The addresses of the public pages; gisportal.urls puts them below the language."""

from django.urls import path

from frontend.views.area import area, areas
from frontend.views.embed import builder, embed
from frontend.views.entry import card_fragment, card_fragments, entry
from frontend.views.map import list_fragment, map_page, sign_colours, state
from frontend.views.my_area import my_area_page
from frontend.views.points import points
from frontend.views.printout import print_view
from frontend.views.report import report, thanks
from frontend.views.result import result, result_receipt, result_rows, result_table, results
from frontend.views.route import route
from frontend.views.search import search_page, suggestions
from frontend.views.start import start
from frontend.views.text import page, text
from frontend.views.topic import topic, topics

app_name = "frontend"
urlpatterns = [
    path("", start, name="start"),
    path("karte/", map_page, name="map"),
    path("karte/liste/", list_fragment, name="list"),
    path("karte/punkte/", points, name="points"),
    path("karte/kurz/", card_fragments, name="cards"),
    path("karte/stand/", state, name="state"),
    path("karte/zeichen.css", sign_colours, name="signs"),
    path("karte/<slug:layer>/<slug:entry_id>/", entry, name="entry"),
    path("karte/<slug:layer>/<slug:entry_id>/kurz/", card_fragment, name="card"),
    path("karte/<slug:layer>/<slug:entry_id>/weg/", route, name="route"),
    path("suche/", search_page, name="search"),
    path("suche/vorschlaege/", suggestions, name="suggestions"),
    path("themen/", topics, name="topics"),
    path("themen/<slug:layer>/", topic, name="topic"),
    path("gebiete/", areas, name="areas"),
    path("gebiete/<slug:key>/", area, name="area"),
    path("auswertungen/", results, name="results"),
    path("auswertungen/<slug:result_id>/", result, name="result"),
    path("auswertungen/<slug:result_id>/karte.json", result_rows, name="result_rows"),
    path("auswertungen/<slug:result_id>/nachweis.json", result_receipt, name="result_receipt"),
    path("auswertungen/<slug:result_id>/gemeinden.csv", result_table, name="result_table"),
    path("melden/", report, name="report"),
    path("melden/danke/", thanks, name="report_sent"),
    path("melden/<slug:layer>/<slug:entry_id>/", report, name="report_entry"),
    path("hilfe/", page, {"name": "help"}, name="help"),
    path("drucken/", print_view, name="print"),
    path("mein-ort/", my_area_page, name="my_area"),
    path("einbetten/", builder, name="embed_builder"),
    path("embed/", embed, name="embed"),
    path("quellen/", page, {"name": "sources"}, name="sources"),
    path("impressum/", text, {"name": "imprint"}, name="imprint"),
    path("datenschutz/", text, {"name": "privacy"}, name="privacy"),
    path("barrierefreiheit/", text, {"name": "accessibility"}, name="accessibility"),
    path("leichte-sprache/", text, {"name": "easy_language"}, name="easy_language"),
    path("gebaerdensprache/", text, {"name": "sign_language"}, name="sign_language"),
]
