"""URLs of this room, below /planung/."""

from django.urls import path

from planning.views import exports, tokens

app_name = "planning"
urlpatterns = [
    path("auswertungen/<uuid:run_id>/export/<slug:format_id>", exports.export, name="export"),
    path(
        "vergleich/<uuid:before>/<uuid:after>/export/<slug:format_id>",
        exports.export_difference,
        name="export_difference",
    ),
    path("zugangsschluessel/", tokens.tokens, name="tokens"),
    path("zugangsschluessel/<int:token_id>/widerrufen/", tokens.revoke, name="revoke_token"),
]
