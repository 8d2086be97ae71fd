"""Counting stations as they are published."""

from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from layers.models import CountingStation
from layers.models.counting_station import Counted
from layers.public.fields import ENTRY_FIELDS
from layers.rows import due_by_validity, entry_rows, given
from published.catalogue import Field, Kind, PublicLayer, Style, register


def rows(stations: QuerySet, at: datetime) -> QuerySet:
    """Publish a counting station with what it counts."""
    return entry_rows(stations, at, kind=F("counted"), properties={"kind": F("counted"), "operator": given("operator")})


def due(since: datetime, until: datetime) -> list[str]:
    """Return the stations whose validity begins or ends in between."""
    return due_by_validity(CountingStation.objects.all(), since, until)


register(
    PublicLayer(
        id="counting_station",
        title=_("Zählstellen"),
        title_one=_("Zählstelle"),
        description=_("Stellen, an denen gezählt wird, wie viele Menschen zu Fuß oder mit dem Rad vorbeikommen."),
        model="layers.CountingStation",
        rows=rows,
        due=due,
        kinds=lambda: [Kind(code, label) for code, label in Counted.choices],
        fields=(
            *ENTRY_FIELDS,
            Field("kind", _("gezählt wird"), choices=dict(Counted.choices), filter=True),
            Field("operator", _("Betreiber")),
        ),
        style=Style("#3F444B", "#C9CDD3", "circle", "walk"),
        on_map_by_default=False,
        position=65,
    )
)
