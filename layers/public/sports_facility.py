"""Sports facilities as they are published."""

from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from layers.models import SportsFacility
from layers.models.sports_facility import Condition, FacilityKind, PublicAccess, Surface
from layers.models.vocabulary import SPORTS
from layers.public.fields import ENTRY_FIELDS
from layers.rows import due_by_validity, entry_rows, filled, given
from published.catalogue import Field, Kind, PublicLayer, Style, register


def rows(facilities: QuerySet, at: datetime) -> QuerySet:
    """Publish a facility with its measures."""
    return entry_rows(
        facilities,
        at,
        kind=F("kind"),
        properties={
            "kind": F("kind"),
            "sports": filled("sports"),
            "usable_area_m2": F("usable_area_m2"),
            "length_m": F("length_m"),
            "width_m": F("width_m"),
            "surface": F("surface"),
            "floodlight": F("floodlight"),
            "indoor": F("indoor"),
            "changing_rooms": F("changing_rooms"),
            "public_access": F("public_access"),
            "owner": given("owner"),
            "condition": F("condition"),
        },
    )


def due(since: datetime, until: datetime) -> list[str]:
    """Return the entries whose validity begins or ends in between."""
    return due_by_validity(SportsFacility.objects.all(), since, until)


register(
    PublicLayer(
        id="sports_facility",
        title=_("Sportstätten"),
        title_one=_("Sportstätte"),
        description=_("Sportplätze, Hallen, Bäder und andere Orte für Bewegung."),
        model="layers.SportsFacility",
        rows=rows,
        due=due,
        kinds=lambda: [Kind(code, label) for code, label in FacilityKind.choices],
        fields=(
            *ENTRY_FIELDS,
            Field("kind", _("Art"), choices=dict(FacilityKind.choices), filter=True),
            Field("sports", _("Sportarten"), "array", choices=SPORTS, others_occur=True, filter=True, search=True),
            Field("usable_area_m2", _("nutzbare Fläche"), "number", unit="m²"),
            Field("length_m", _("Länge"), "number", unit="m"),
            Field("width_m", _("Breite"), "number", unit="m"),
            Field("surface", _("Belag"), choices=dict(Surface.choices), filter=True),
            Field("floodlight", _("Flutlicht"), "boolean", filter=True),
            Field("indoor", _("überdacht"), "boolean", filter=True),
            Field("changing_rooms", _("Umkleiden"), "integer"),
            Field("public_access", _("Zugang"), choices=dict(PublicAccess.choices), filter=True),
            Field("owner", _("Eigentümer")),
            Field("condition", _("Zustand"), choices=dict(Condition.choices)),
        ),
        style=Style("#5A7D00", "#BFDB6A", "pentagon", "ball-football"),
        position=60,
    )
)
