"""How many people live where, as it is published: units of at least ten, for analyses and services."""

from datetime import datetime

from django.contrib.gis.db.models.functions import Transform
from django.db.models import Case, DateField, DateTimeField, F, FloatField, Func, QuerySet, Value, When
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext_lazy as _

from layers.models.vocabulary import Audience, Licence
from published.catalogue import Field, PublicLayer, Style, register
from published.crs import SPOKEN
from published.rows import StoredGeometry

DEGREES_DECIMALS = 6  # a tenth of a metre


def _degrees(axis: str) -> Func:
    return Func(
        Transform(F("centre"), SPOKEN),
        template=f"round(public.ST_{axis}(%(expressions)s)::numeric, {DEGREES_DECIMALS})",
        output_field=FloatField(),
    )


def rows(units: QuerySet, at: datetime) -> QuerySet:
    """Publish every unit with its figures as they are.

    A unit has at least ten people, and that is what the rule asks for. Its age groups are not held back where they are
    small: who leaves out the figures from 1 to 9 tells by the gap that there is such a figure, and the rest of the unit
    narrows it down; and the census has already altered what it publishes, so no single person stands behind them.
    """
    return units.annotate(
        row_audience=Value(Audience.PUBLIC.value),
        row_kind=Value(""),
        row_name=F("id"),
        row_municipality=F("municipality_id"),
        row_district=F("district_id"),
        row_geometry=StoredGeometry("geom"),
        row_properties=JSONObject(
            population=F("population"),
            under_10=F("under_10"),
            under_18=F("under_18"),
            from_65=F("from_65"),
            from_80=F("from_80"),
            year=F("year"),
            is_estimate=F("is_estimate"),
            centre_lon=_degrees("X"),
            centre_lat=_degrees("Y"),
            municipality=F("municipality__name"),
            district=F("district__name"),
            source=F("source__title"),
            attribution=F("source__attribution"),
            licence=F("source__licence"),
            demo=Case(When(source__is_demo=True, then=Value(True))),
        ),
        row_valid_from=Cast(Value(None), DateTimeField()),
        row_valid_to=Cast(Value(None), DateTimeField()),
        row_confirmed_on=Cast(Value(None), DateField()),
    )


register(
    PublicLayer(
        id="population",
        title=_("Bevölkerung"),
        title_one=_("Bevölkerungseinheit"),
        description=_(
            "Wie viele Menschen wo leben: Zellen des Zensus, zusammengefasst zu Einheiten von mindestens zehn Personen."
        ),
        model="layers.PopulationUnit",
        rows=rows,
        fields=(
            Field("population", _("Personen"), "integer"),
            Field("under_10", _("unter 10 Jahre"), "integer"),
            Field("under_18", _("unter 18 Jahre"), "integer"),
            Field("from_65", _("ab 65 Jahre"), "integer"),
            Field("from_80", _("ab 80 Jahre"), "integer"),
            Field("year", _("Zensusjahr"), "integer"),
            Field("is_estimate", _("geschätzt"), "boolean"),
            Field("centre_lon", _("Bevölkerungsschwerpunkt, Länge"), "number", unit="°"),
            Field("centre_lat", _("Bevölkerungsschwerpunkt, Breite"), "number", unit="°"),
            Field("municipality", _("Gemeinde")),
            Field("district", _("Stadtbezirk")),
            Field("source", _("Quelle")),
            Field("attribution", _("Quellenangabe")),
            Field("licence", _("Lizenz"), choices=dict(Licence.choices)),
            Field("demo", _("Beispieldaten"), "boolean"),
        ),
        style=Style("#5B4B8A", "#B9AEDC", "area", "users"),
        on_map_by_default=False,
        is_statistics=True,
        position=90,
    )
)
