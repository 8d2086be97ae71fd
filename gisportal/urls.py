"""Every URL that needs a person, a form or a page; what serves published data only is in published_urls."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("verwaltung/", admin.site.urls),
    *i18n_patterns(
        path("ogc/", include("ogc.processes.urls")),
        path("planung/", include("planning.urls")),
        path("", include("frontend.urls")),
        prefix_default_language=False,
    ),
]
