"""Municipalities and city districts as they are published."""

from datetime import datetime

from django.db.models import DateField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext_lazy as _

from layers.models import Area
from layers.models.vocabulary import Audience, Licence
from layers.rows import given
from published.catalogue import Field, Kind, PublicLayer, Style, register
from published.rows import StoredGeometry


def rows(areas: QuerySet, at: datetime) -> QuerySet:
    """Publish an area with its outline and population; areas have no drafts."""
    return areas.annotate(
        row_audience=Value(Audience.PUBLIC.value),
        row_kind=F("kind"),
        row_name=F("name"),
        row_municipality=Cast(F("parent_id"), TextField()),
        row_district=Cast(Value(None), TextField()),
        row_geometry=StoredGeometry("geom"),
        row_properties=JSONObject(
            name=F("name"),
            key=F("id"),
            kind=F("kind"),
            designation=given("designation"),
            belongs_to=F("parent__name"),
            population=F("population"),
            population_on=F("population_on"),
            source=F("source__title"),
            attribution=F("source__attribution"),
            licence=F("source__licence"),
            demo=F("source__is_demo"),
        ),
        row_valid_from=Cast(Value(None), DateTimeField()),
        row_valid_to=Cast(Value(None), DateTimeField()),
        row_confirmed_on=Cast(Value(None), DateField()),
    )


register(
    PublicLayer(
        id="area",
        title=_("Gemeinden und Stadtbezirke"),
        title_one=_("Gemeinde oder Stadtbezirk"),
        description=_("Die Gemeinden der Region und die Bezirke der Stadt mit ihrer Einwohnerzahl."),
        model="layers.Area",
        rows=rows,
        kinds=lambda: [Kind(code, label) for code, label in Area.Kind.choices],
        fields=(
            Field("name", _("Name"), search=True),
            Field("key", _("amtlicher Schlüssel"), search=True),
            Field("kind", _("Art"), choices=dict(Area.Kind.choices), filter=True),
            Field("designation", _("Bezeichnung"), search=True),
            Field("belongs_to", _("gehört zu")),
            Field("population", _("Einwohnerzahl"), "integer"),
            Field("population_on", _("Stand der Einwohnerzahl"), "date"),
            Field("source", _("Quelle")),
            Field("attribution", _("Quellenangabe")),
            Field("licence", _("Lizenz"), choices=dict(Licence.choices)),
            Field("demo", _("Beispieldaten"), "boolean"),
        ),
        style=Style("#8C8577", "#8C8577", "area", "map-2"),
        position=80,
    )
)
