"""URLs of this room, below /planung/."""

from django.urls import path

from planning.views import exports

app_name = "planning"
urlpatterns = [
    path("auswertungen/<uuid:run>/export/<slug:format_id>", exports.export, name="export"),
    path(
        "auswertungen/<uuid:before>/vergleich/<uuid:after>/export/<slug:format_id>",
        exports.export_difference,
        name="export_difference",
    ),
]
