"""URLs that serve published data only. The first middleware answers them: no session, no CSRF, no cookie."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("tiles/", include("tiles.urls")),
    path("ogc/", include("ogc.urls")),
    # Relative, so that it holds below /en/ as well.
    path("ogc", RedirectView.as_view(url="ogc/", permanent=True, query_string=True)),
]
