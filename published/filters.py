"""FeatureFilter: the one reading of a query string, for list, map, tiles, items and exports alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from published.catalogue import catalogue
from published.crs import DRAWN, SPOKEN
from published.errors import BadParameter
from published.opening import horizon, this_minute
from published.parameters import (
    BBox,
    Interval,
    parse_bbox,
    parse_integer,
    parse_interval,
    parse_local_minute,
    parse_position,
    parse_text,
)

MAX_VALUES = 50  # values of one parameter, a bound against queries of any size
MAX_RADIUS_M = 50_000
OWN_NAMES = ("layers", "bbox", "area", "q", "near", "radius", "datetime", "open_at")
NOW = "now"


# Whoever has no hours, or hours that nobody can evaluate, is not in that table, or not closed there.
NOT_CLOSED = (
    "NOT EXISTS (SELECT FROM published.opening"
    " WHERE opening.hours = opening_hours AND opening.closed @> %s::timestamptz)"
)


@dataclass(frozen=True)
class FeatureFilter:
    """Which published entries are wanted. Empty fields ask for nothing.

    `terms` holds for each filterable field the accepted values; values of one field are alternatives, different
    fields must all hold. `near` is (lon, lat) in degrees with `radius_m` in metres. `open_at` is a minute of the
    region's time: what is known to be closed then is left out; what is open by appointment, or of which nobody knows,
    stays.
    """

    layers: tuple[str, ...] = ()
    bbox: BBox | None = None
    areas: tuple[str, ...] = ()
    text: str = ""
    near: tuple[float, float] | None = None
    radius_m: int | None = None
    interval: Interval | None = None
    open_at: datetime | None = None
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_query(cls, query: QueryDict, *, also: Iterable[str] = ()) -> "FeatureFilter":
        """Read a query string. `also` names parameters that the caller reads itself.

        Raises BadParameter for an unknown parameter, an unknown layer or a value that cannot be understood.
        """
        filter_names = catalogue.filter_names()
        known = {*OWN_NAMES, *filter_names, *also}
        for name in query:
            if name not in known:
                raise BadParameter(_("Den Parameter „%(name)s“ gibt es hier nicht.") % {"name": name[:40]})
        bbox, near, radius, interval, open_at = (
            query.get(name, "") for name in ("bbox", "near", "radius", "datetime", "open_at")
        )
        if radius and not near:
            raise BadParameter(_("„radius“ braucht „near“, die Mitte des Kreises."))
        return cls(
            layers=_layers(query),
            bbox=parse_bbox(bbox) if bbox else None,
            areas=_values(query, "area"),
            text=parse_text("q", query.get("q", "")),
            near=parse_position("near", near) if near else None,
            radius_m=parse_integer("radius", radius, 1, MAX_RADIUS_M) if radius else None,
            interval=parse_interval(interval) if interval else None,
            open_at=_open_at(open_at) if open_at else None,
            terms={name: values for name in filter_names if (values := _values(query, name))},
        )

    def of_layer(self, layer: str) -> "FeatureFilter":
        """Return the same wishes for one layer only."""
        return replace(self, layers=(layer,))

    def within(self, bbox: BBox | None) -> "FeatureFilter":
        """Return the same wishes in another rectangle."""
        return replace(self, bbox=bbox)

    @property
    def is_plain(self) -> bool:
        """Say whether nothing but the layer is asked for, so that what was computed beforehand may answer."""
        return self == FeatureFilter(layers=self.layers)

    @property
    def depends_on_now(self) -> bool:
        """Say whether the answer may be another one in a minute although no layer changes: nobody keeps it longer.

        A moment to come counts as well: what is known of it grows while opening hours are evaluated.
        """
        return self.open_at is not None

    def key(self) -> str:
        """Return a canonical text: equal wishes give equal text. „now“ is the minute that it was."""
        pairs: list[tuple[str, str]] = [("layers", ",".join(self.layers))] if self.layers else []
        if self.bbox:
            pairs.append(("bbox", ",".join(repr(number) for number in vars(self.bbox).values())))
        if self.areas:
            pairs.append(("area", ",".join(self.areas)))
        if self.text:
            pairs.append(("q", self.text))
        if self.near:
            pairs += [("near", f"{self.near[0]},{self.near[1]}"), ("radius", str(self.radius_m or MAX_RADIUS_M))]
        if self.interval:
            ends = (end.isoformat() if end else ".." for end in (self.interval.start, self.interval.end))
            pairs.append(("datetime", "/".join(ends)))
        if self.open_at:
            pairs.append(("open_at", self.open_at.isoformat(timespec="minutes")))
        pairs += [(name, ",".join(sorted(values))) for name, values in sorted(self.terms.items())]
        return urlencode(pairs)

    def kept_under(self) -> str:
        """Return under which key, beside the layer's version, an answer to these wishes may be kept."""
        return f"{self.key()} {this_minute():%H:%M}" if self.depends_on_now else self.key()

    def where(self) -> tuple[str, list[object]]:
        """Return the SQL condition on `published.feature_public` with its bound values; `TRUE` if nothing is asked."""
        parts: list[tuple[str, list[object]]] = []
        if self.layers:
            parts.append(("layer = ANY(%s)", [list(self.layers)]))
        if self.bbox:
            corners = [self.bbox.west, self.bbox.south, self.bbox.east, self.bbox.north]
            envelope = f"public.ST_MakeEnvelope(%s, %s, %s, %s, {SPOKEN})"
            parts.append((f"public.ST_Intersects(geom, {envelope})", [*corners]))
        if self.areas:
            parts.append(("(municipality = ANY(%s) OR district = ANY(%s))", [list(self.areas)] * 2))
        if self.near:
            parts.append(_within_distance(self.near, self.radius_m or MAX_RADIUS_M))
        if self.interval:
            span = "tstzrange(%s, %s, '[]')"
            parts.append((f"tstzrange(valid_from, valid_to) && {span}", [self.interval.start, self.interval.end]))
        if self.open_at:
            parts.append((NOT_CLOSED, [self.open_at]))
        if self.text:
            parts.append(("words @@ published.search_query(%s)", [self.text]))
        for name, values in self.terms.items():
            parts.append(("terms && %s", [[f"{name}:{value}" for value in values]]))
        if not parts:
            return "TRUE", []
        return " AND ".join(sql for sql, _values in parts), [value for _sql, values in parts for value in values]


def _within_distance(position: tuple[float, float], radius_m: int) -> tuple[str, list[object]]:
    """Distance in metres on the sphere, found by index: Web Mercator stretches lengths by 1/cos(latitude)."""
    point = f"public.ST_SetSRID(public.ST_MakePoint(%s, %s), {SPOKEN})"
    sql = (
        f"(public.ST_DWithin(geom_3857, public.ST_Transform({point}, {DRAWN}), %s / cos(radians(%s)) * 1.02)"
        f" AND public.ST_DistanceSphere(geom, {point}) <= %s)"
    )
    return sql, [*position, radius_m, position[1], *position, radius_m]


def _open_at(text: str) -> datetime:
    """Return the minute that is asked for. Raises BadParameter beyond the days for which hours are evaluated."""
    if text == NOW:
        return this_minute()
    moment, (first, end) = parse_local_minute("open_at", text), horizon()
    if not first <= moment < end:
        last_day = date_format(end - timedelta(days=1), "DATE_FORMAT")
        raise BadParameter(
            _("„open_at“ braucht einen Tag von heute bis zum %(day)s: Nur so weit sind Öffnungszeiten bekannt.")
            % {"day": last_day}
        )
    return moment


def _values(query: QueryDict, name: str) -> tuple[str, ...]:
    values = tuple(
        sorted({parse_text(name, part) for text in query.getlist(name) for part in text.split(",") if part.strip()})
    )
    if len(values) > MAX_VALUES:
        raise BadParameter(_("„%(name)s“ nimmt höchstens 50 Werte.") % {"name": name})
    return values


def _layers(query: QueryDict) -> tuple[str, ...]:
    layers = _values(query, "layers")
    for layer in layers:
        if layer not in catalogue:
            raise unknown_layer(layer)
    return layers


def unknown_layer(layer: str) -> BadParameter:
    """Return what is raised if a layer is asked for that there is not, or not there."""
    return BadParameter(_("Das Thema „%(layer)s“ gibt es nicht.") % {"layer": layer[:40]})
