"""Other places as they are published: their kinds are rows of a table."""

from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from layers.models import Place
from layers.public.fields import ENTRY_FIELDS
from layers.rows import due_by_validity, entry_rows
from published.catalogue import Field, Kind, PublicLayer, Style, register
from published.models import PublishedKind


def rows(places: QuerySet, at: datetime) -> QuerySet:
    """Publish a place for those who may see its kind."""
    return entry_rows(places, at, kind=F("kind_id"), properties={"kind": F("kind_id")}, audience=F("kind__audience"))


def due(since: datetime, until: datetime) -> list[str]:
    """Return the entries whose validity begins or ends in between."""
    return due_by_validity(Place.objects.all(), since, until)


def kinds() -> list[Kind]:
    """Return the published kinds in the language of the reader."""
    english = get_language() == "en"
    return [
        Kind(row.code, (english and row.label_en) or row.label, row.icon, row.colour)
        for row in PublishedKind.objects.filter(layer="place").order_by("position")
    ]


register(
    PublicLayer(
        id="place",
        title=_("Weitere Orte"),
        title_one=_("Ort"),
        description=_("Schulen, Apotheken, Spielplätze, Trinkbrunnen und mehr."),
        model="layers.Place",
        rows=rows,
        due=due,
        kinds=kinds,
        fields=(*ENTRY_FIELDS, Field("kind", _("Art"), filter=True)),
        style=Style("#3F444B", "#C9CDD3", "dot", "map-pin"),
        on_map_by_default=False,
        position=70,
    )
)
