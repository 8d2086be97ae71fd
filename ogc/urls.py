"""URLs of this room, below /ogc/ and, in English, /en/ogc/."""

from django.urls import path, register_converter

from ogc import views
from ogc.processes import views as processes


class AnyText:
    """Whatever stands in the path, line breaks included: an odd id is answered with a sentence like any other."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(AnyText, "anytext")

# What is asked for most stands first.
urlpatterns = [
    path("collections/<str:layer_id>/items", views.items),
    path("collections/<str:layer_id>/items/<anytext:item_id>", views.item),
    path("", views.landing),
    path("api", views.api),
    path("conformance", views.conformance),
    path("collections", views.collections),
    path("collections/climate_station/latest", views.latest),
    path("collections/<str:layer_id>", views.collection),
    path("processes", processes.processes),
    path("processes/<str:process_id>", processes.process),
]
