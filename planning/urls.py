"""URLs of this room, below /planung/."""

from django.urls import path

from planning.views import comparison, exports, question, reach, receipt, run, start, tokens

app_name = "planning"
urlpatterns = [
    path("", start.start, name="start"),
    path("fragen/<slug:question_id>/", question.ask, name="question"),
    path("erreichbar.json", reach.reach, name="reach"),
    path("nachweis/", receipt.redo, name="receipt"),
    path("auswertungen/", start.all_runs, name="runs"),
    path("auswertungen/<uuid:run_id>/", run.run, name="run"),
    path("auswertungen/<uuid:run_id>/stand.json", run.progress, name="progress"),
    path("auswertungen/<uuid:run_id>/karte.geojson", run.run_map, name="run_map"),
    path("auswertungen/<uuid:run_id>/orte.geojson", run.run_places, name="run_places"),
    path("auswertungen/<uuid:run_id>/nachweis.json", run.run_receipt, name="run_receipt"),
    path("auswertungen/<uuid:run_id>/abbrechen/", run.cancel, name="cancel"),
    path("auswertungen/<uuid:run_id>/neu/", run.again, name="again"),
    path("auswertungen/<uuid:run_id>/veroeffentlichen/", run.release, name="release"),
    path("auswertungen/<uuid:run_id>/zurueckziehen/", run.withdraw, name="withdraw"),
    path("auswertungen/<uuid:run_id>/export/<slug:format_id>", exports.export, name="export"),
    path("vergleich/", comparison.choose, name="choose_comparison"),
    path("vergleich/<uuid:before>/<uuid:after>/", comparison.comparison, name="comparison"),
    path("vergleich/<uuid:before>/<uuid:after>/karte.geojson", comparison.comparison_map, name="comparison_map"),
    path(
        "vergleich/<uuid:before>/<uuid:after>/export/<slug:format_id>",
        exports.export_difference,
        name="export_difference",
    ),
    path("zugangsschluessel/", tokens.tokens, name="tokens"),
    path("zugangsschluessel/<int:token_id>/widerrufen/", tokens.revoke, name="revoke_token"),
]
