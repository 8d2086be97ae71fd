"""Reads of the published side that chain."""

import json
from typing import TYPE_CHECKING, Any

from django.db.models import BinaryField, BooleanField, FloatField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length

from published.catalogue import catalogue
from published.crs import DRAWN, SPOKEN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from published.filters import FeatureFilter
    from published.parameters import BBox

UNKNOWN = (
    "NOT EXISTS (SELECT FROM published.opening WHERE opening.hours = opening_hours AND (opening.open @> %s::timestamptz"
    " OR opening.by_appointment @> %s::timestamptz OR opening.closed @> %s::timestamptz))"
)


class FeatureQuerySet(QuerySet):
    """Chained reads of `published.feature_public`."""

    def matching(self, wanted: "FeatureFilter") -> "FeatureQuerySet":
        """Keep what the filter asks for; the same condition as in tiles, items and exports.

        Statistics only come if they are asked for by their name.
        """
        sql, params = wanted.where()
        entries = self if wanted.layers else self.without_statistics()
        return entries.filter(RawSQL(sql, params, output_field=BooleanField()))  # noqa: S611  (values are bound)

    def without_statistics(self) -> "FeatureQuerySet":
        """Keep what people look through and count: no rows of layers that are statistics."""
        return self.exclude(layer__in=[layer.id for layer in catalogue if layer.is_statistics])

    def with_metres(self, lon: float, lat: float) -> "FeatureQuerySet":
        """Annotate `metres`, the distance on the sphere from a position in degrees; None without a place."""
        sql = f"public.ST_DistanceSphere(geom, public.ST_SetSRID(public.ST_MakePoint(%s, %s), {SPOKEN}))"
        return self.annotate(metres=RawSQL(sql, [lon, lat], output_field=FloatField()))  # noqa: S611  (bound)

    def nearest_first(self, lon: float, lat: float) -> "FeatureQuerySet":
        """Keep what has a place, the nearest first, with its `metres`. The order comes from the index."""
        point = f"public.ST_Transform(public.ST_SetSRID(public.ST_MakePoint(%s, %s), {SPOKEN}), {DRAWN})"
        sql = f"geom_3857 OPERATOR(public.<->) {point}"
        order = RawSQL(sql, [lon, lat], output_field=FloatField())  # noqa: S611  (bound)
        return self.filter(geom_3857__isnull=False).with_metres(lon, lat).order_by(order, "id")

    def among(self, keys: "Collection[tuple[str, str]]") -> "FeatureQuerySet":
        """Keep the entries of these layers and ids."""
        return self.filter(_among(keys))

    def with_minutes(self, minutes: "Mapping[tuple[str, str], float]") -> "FeatureQuerySet":
        """Annotate `minutes`, a number for each entry by its layer and id; None for those without one."""
        said = json.dumps({"/".join(key): number for key, number in minutes.items()})
        sql = "(%s::jsonb ->> (layer || '/' || id))::float"
        return self.annotate(minutes=RawSQL(sql, [said], output_field=FloatField()))  # noqa: S611  (bound)

    def with_unknown_hours(self, keys: "Collection[tuple[str, str]]") -> "FeatureQuerySet":
        """Put these entries last, else keep the order: as `unknown_last`, but for moments that differ by entry."""
        return self.annotate(hours_unknown=_among(keys)).order_by("hours_unknown", *self.query.order_by)

    def in_area(self, key: str) -> "FeatureQuerySet":
        """Keep what lies in a municipality or district, named by its official key."""
        return self.filter(Q(municipality=key) | Q(district=key))

    def with_point(self) -> "FeatureQuerySet":
        """Annotate `lon` and `lat`, the degrees of the point at which tiles put an entry's sign."""
        place = f"public.ST_Transform({_STAND}, {SPOKEN})"
        longitude, latitude = (f"round(public.ST_{axis}({place})::numeric, 6)::float" for axis in "XY")
        return self.annotate(
            lon=RawSQL(longitude, [], output_field=FloatField()),  # noqa: S611
            lat=RawSQL(latitude, [], output_field=FloatField()),  # noqa: S611
        )

    def with_entrances(self) -> "FeatureQuerySet":
        """Annotate `entrances`, the Point or MultiPoint (EPSG:4326, as WKB) at which one gets in; None without a place.

        Of a surface or a line that is a point on it.
        """
        return self.annotate(entrances=RawSQL(_ENTRANCES, [], output_field=BinaryField()))  # noqa: S611

    def unknown_last(self, at: "datetime") -> "FeatureQuerySet":
        """Put those of which nobody knows whether they are open at that moment last, else keep the order.

        They are told apart by `hours_unknown`.
        """
        unknown = RawSQL(UNKNOWN, [at, at, at], output_field=BooleanField())  # noqa: S611  (values are bound)
        return self.annotate(hours_unknown=unknown).order_by("hours_unknown", *self.query.order_by)

    def by_relevance(self, text: str) -> "FeatureQuerySet":
        """Put first what fits a text best, its name before all else; equally good ones by the length of their name."""
        queries = "(SELECT published.search_literally(%s)), (SELECT published.search_query(%s))"
        rank = RawSQL(f"published.search_rank(names, words, {queries})", [text, text])  # noqa: S611  (bound)
        return self.order_by(rank.desc(), Length("name"), "name", "layer", "id")

    def one(self, layer: str, entry_id: str) -> Any:
        """Return the entry of that layer, or None."""
        return self.filter(layer=layer, id=entry_id).first()


def _among(keys: "Collection[tuple[str, str]]") -> RawSQL:
    layers, ids = [layer for layer, _id in keys], [entry_id for _layer, entry_id in keys]
    sql = "((layer, id) IN (SELECT * FROM unnest(%s::text[], %s::text[])))"
    return RawSQL(sql, [layers, ids], output_field=BooleanField())  # noqa: S611  (values are bound)


def stands_in(bbox: "BBox") -> Q:
    """Return the condition that an entry stands in a rectangle: the point at which tiles put its sign lies in it."""
    corners = [bbox.west, bbox.south, bbox.east, bbox.north]
    return Q(RawSQL(_STANDS_IN, corners, output_field=BooleanField()))  # noqa: S611  (bound)


_ENTRANCES = (
    "public.ST_AsBinary(CASE WHEN public.ST_Dimension(geom) = 0 THEN geom ELSE public.ST_PointOnSurface(geom) END)"
)
_STAND = "CASE WHEN public.ST_NPoints(geom_3857) = 1 THEN geom_3857 ELSE public.ST_PointOnSurface(geom_3857) END"
_RECTANGLE = f"public.ST_Transform(public.ST_MakeEnvelope(%s, %s, %s, %s, {SPOKEN}), {DRAWN})"
_STANDS_IN = f"public.ST_Intersects({_STAND}, {_RECTANGLE})"
