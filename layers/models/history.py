"""What makes an event in the history of an entry."""

import pghistory
import pgtrigger
from django.contrib.gis.db.models import GeometryField
from django.db import models

# Municipality and district follow from the geometry: that they are found anew is no event in an entry's life.
DERIVED = ["municipality", "district"]


class ContentChange(pgtrigger.AnyChange):
    """True if a tracked field of an entry differs; geometries are compared by their bytes.

    A bare `OLD.geom IS DISTINCT FROM NEW.geom` is stored without the schema of its operator, and a restore, which runs
    with an empty search_path, then cannot create the trigger.
    """

    def resolve(self, model: type[models.Model]) -> str:
        """Return the condition as SQL over OLD and NEW."""
        differing = []
        for field in model._meta.concrete_fields:
            if field.name not in DERIVED:
                cast = "::bytea" if isinstance(field, GeometryField) else ""
                differing.append(f'OLD."{field.column}"{cast} IS DISTINCT FROM NEW."{field.column}"{cast}')
        return " OR ".join(differing)


track_entry = pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(condition=ContentChange()), exclude=DERIVED
)
