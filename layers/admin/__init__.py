"""The administration of the nouns on the map: one noun per file.

A noun without a file of its own gets a plain administration, so that adding a layer needs none. The rooms above replace
the ones to which they add parts: `observations.admin` climate stations, `participation.admin` projects.
"""

from django.apps import apps
from django.contrib import admin

from layers.admin import (  # noqa: F401  (importing registers)
    area,
    association,
    change,
    heimatforum,
    place,
    source,
    sports_facility,
    support_service,
)
from layers.admin.entry import EntryAdmin
from layers.models import Entry

for model in apps.get_app_config("layers").get_models():
    if issubclass(model, Entry) and not admin.site.is_registered(model):
        admin.site.register(model, EntryAdmin)
