"""URLs that serve published data only. The first middleware answers them: no session, no CSRF, no cookie."""

from django.urls import include, path

urlpatterns = [
    path("tiles/", include("tiles.urls")),
    path("ogc/", include("ogc.urls")),
]
