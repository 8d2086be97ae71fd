"""Climate stations as they are published; their latest values come through a view of the room `observations`."""

from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from layers.models import ClimateStation
from layers.models.climate_station import Surroundings
from layers.public.fields import ENTRY_FIELDS
from layers.rows import due_by_validity, entry_rows, given
from published.catalogue import Field, Kind, PublicLayer, Style, register


def rows(stations: QuerySet, at: datetime) -> QuerySet:
    """Publish a station; readings are many and do not pass through here."""
    return entry_rows(
        stations,
        at,
        kind=F("surroundings"),
        properties={
            "kind": F("surroundings"),
            "operator": given("operator"),
            "height_above_ground_m": F("height_above_ground_m"),
            "elevation_m": F("elevation_m"),
            "is_rural_reference": F("is_rural_reference"),
        },
    )


def due(since: datetime, until: datetime) -> list[str]:
    """Return the entries whose validity begins or ends in between."""
    return due_by_validity(ClimateStation.objects.all(), since, until)


register(
    PublicLayer(
        id="climate_station",
        title=_("Klimastationen"),
        title_one=_("Klimastation"),
        description=_("Stationen, die Temperatur und Luftfeuchte messen, in der Stadt und im Umland."),
        model="layers.ClimateStation",
        rows=rows,
        due=due,
        kinds=lambda: [Kind(code, label) for code, label in Surroundings.choices],
        fields=(
            *ENTRY_FIELDS,
            Field("kind", _("Umgebung"), choices=dict(Surroundings.choices), filter=True),
            Field("operator", _("Betreiber")),
            Field("height_above_ground_m", _("Höhe über Grund"), "number", unit="m"),
            Field("elevation_m", _("Höhe über dem Meer"), "number", unit="m"),
            Field("is_rural_reference", _("Vergleichsstation im Umland"), "boolean"),
        ),
        style=Style("#0874B5", "#7CC4F5", "drop", "temperature"),
        position=50,
    )
)
