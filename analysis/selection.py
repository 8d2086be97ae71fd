"""Which rows of the published side a run takes, in one fixed order, with the hash of all that they say.

Read through the role that sees what anyone may see: what an editor publishes is in the next run, what is withdrawn is
not, and a draft can be in none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from django.db import connections
from django.http import QueryDict
from django.utils.translation import gettext as _

from analysis.canonical import canonical, digest, packed, unpacked
from analysis.methods.edge_effect import distance_to_edge_m
from analysis.models import SelectedRows
from published.catalogue import PublicLayer, catalogue
from published.crs import SPOKEN, STORED
from published.errors import BadParameter
from published.filters import FeatureFilter
from published.opening import midnight

PEOPLE_LAYER = "population"
AREA_LAYER = "area"
MAX_FACILITIES = 5_000
# Figures by age as the census has them, beside the whole population; what a unit does not say counts as 0.
AGE_GROUPS = ("under_10", "under_18", "from_65", "from_80")
# A departure and the longest way from it lie within these days.
DAYS_AROUND = 2

FACILITY_COLUMNS = ("layer", "id", "name", "kind", "municipality", "entrances", "hours", "ranges", "amount", "digest")
PEOPLE_COLUMNS = ("id", "x", "y", "municipality", "district", "population", *AGE_GROUPS, "digest", "edge_m")


@dataclass(frozen=True)
class Selection:
    """Rows of one kind ("facilities", "people") with their columns; positions are EPSG:25832 in metres."""

    kind: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]

    @cached_property
    def content(self) -> bytes:
        """All that the rows say, as canonical JSON."""
        return canonical({"columns": self.columns, "kind": self.kind, "rows": self.rows})

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the content."""
        return digest(self.content)

    def column(self, name: str) -> list[Any]:
        """Return the values of a column."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def digests(self) -> dict[str, str]:
        """Return for each row, under its layer and id, the digest of what is published of it."""
        layers = self.column("layer") if "layer" in self.columns else [PEOPLE_LAYER] * len(self.rows)
        names = (f"{layer}/{row_id}" for layer, row_id in zip(layers, self.column("id"), strict=True))
        return dict(zip(names, self.column("digest"), strict=True))

    def keep(self) -> None:
        """Store the rows under their hash, if they are not there yet."""
        SelectedRows.objects.bulk_create(
            [SelectedRows(hash=self.hash, kind=self.kind, count=len(self.rows), data=packed(self.content))],
            ignore_conflicts=True,
        )

    @classmethod
    def kept(cls, row_hash: str) -> "Selection":
        """Return what was stored under a hash. Raises SelectedRows.DoesNotExist."""
        content = unpacked(SelectedRows.objects.get(pk=row_hash).data)
        return cls(content["kind"], tuple(content["columns"]), content["rows"])


def feature_filter(wishes: Mapping[str, Any]) -> FeatureFilter:
    """Return the filter for wishes as they stand in a run's parameters. Raises BadParameter."""
    query = QueryDict(mutable=True)
    for name, value in wishes.items():
        if value in (None, "", []):
            continue
        query[name] = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    return FeatureFilter.from_query(query)


def facilities(wishes: Mapping[str, Any], *, depart_at: datetime | None = None, amount: str | None = None) -> Selection:
    """Return the entries that the wishes name and that have a place.

    `entrances` are positions; a MultiPoint has several. `ranges` are those [from, to) in POSIX seconds, around the
    departure, in which an entry is open, closed, or open by appointment; None without hours or without a departure.
    `amount` names a numeric property, such as the usable area, whose value becomes the supply. Raises BadParameter.
    """
    since = confirmed_since(wishes)
    wanted = feature_filter({name: value for name, value in wishes.items() if name != "confirmed_since"})
    if not wanted.layers:
        raise BadParameter(_("Wählen Sie mindestens ein Thema, dessen Einträge erreicht werden sollen."))
    condition, values = wanted.where()
    if since is not None:
        condition, values = f"{condition} AND confirmed_on >= %s", [*values, since]
    around = (None, None) if depart_at is None else _days_around(depart_at)
    with connections["published"].cursor() as cursor:
        cursor.execute(_FACILITIES.format(condition=condition), [amount, *around, *values, MAX_FACILITIES + 1])  # type: ignore[list-item]
        rows = [list(row) for row in cursor.fetchall()]
    if len(rows) > MAX_FACILITIES:
        raise BadParameter(
            _("Das sind mehr als %(max)s Einträge. Grenzen Sie die Auswahl ein.") % {"max": MAX_FACILITIES}
        )
    return Selection("facilities", FACILITY_COLUMNS, rows)


def confirmed_since(wishes: Mapping[str, Any]) -> date | None:
    """Return since when an entry must have been confirmed, None if that does not matter. Raises BadParameter."""
    text = wishes.get("confirmed_since")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadParameter(_("„confirmed_since“ braucht einen Tag wie 2026-05-01.")) from None


def people(areas: Iterable[str], *, buffer_m: float) -> Selection:
    """Return the units of population in these areas (keys; none means the whole region) and up to buffer_m around.

    `edge_m` is how far a unit lies from the edge of the region, beyond which nothing is known.
    """
    keys = sorted(set(areas))
    with connections["published"].cursor() as cursor:
        cursor.execute(_PEOPLE, [AREA_LAYER, keys, PEOPLE_LAYER, not keys, buffer_m])
        rows = [list(row) for row in cursor.fetchall()]
        cursor.execute(_REGION, [AREA_LAYER])
        (region,) = cursor.fetchone()
    if rows and region is not None:
        x, y = np.array([row[1:3] for row in rows], dtype=float).T
        edge_m = distance_to_edge_m(x, y, shapely.from_wkb(bytes(region))).round().astype(int).tolist()
    else:
        edge_m = [0] * len(rows)
    return Selection("people", PEOPLE_COLUMNS, [[*row, each] for row, each in zip(rows, edge_m, strict=True)])


def area_names(keys: Iterable[str]) -> dict[str, str]:
    """Return the names of areas by key, as published."""
    with connections["published"].cursor() as cursor:
        cursor.execute(
            "SELECT id, name FROM published.feature_public WHERE layer = %s AND id = ANY(%s)",
            [AREA_LAYER, sorted(set(keys))],
        )
        return dict(cursor.fetchall())


def facility_layers() -> list[PublicLayer]:
    """Return the layers whose entries can be facilities of an analysis: places, not surfaces that only count."""
    return [layer for layer in catalogue.topics() if layer.id != AREA_LAYER]


def _days_around(moment: datetime) -> tuple[datetime, datetime]:
    day = moment.date()
    return midnight(day - timedelta(days=1)), midnight(day + timedelta(days=DAYS_AROUND))


STATES = ("open", "closed", "by_appointment")
_RANGES = """
    SELECT COALESCE(json_agg(json_build_array(
        extract(epoch FROM lower(r))::bigint, extract(epoch FROM upper(r))::bigint) ORDER BY lower(r)), '[]')
    FROM unnest(known.{state} * tstzmultirange(tstzrange(f.since, f.until))) AS r"""
_RANGES_BY_STATE = ", ".join(f"'{state}', ({_RANGES.format(state=state)})" for state in STATES)
# Millimetres are more than any position here is worth, and equal on every machine.
_FACILITIES = f"""
SELECT f.layer, f.id, f.name, f.kind, f.municipality,
    (SELECT json_agg(json_build_array(
            round(public.ST_X(p.geom)::numeric, 3)::float, round(public.ST_Y(p.geom)::numeric, 3)::float)
            ORDER BY p.path)
        FROM public.ST_DumpPoints(public.ST_Transform(
            CASE WHEN public.ST_Dimension(f.geom) = 0 THEN f.geom ELSE public.ST_PointOnSurface(f.geom) END,
            {STORED})) AS p),
    f.opening_hours, o.ranges, a.amount, md5(f.geojson)
FROM (SELECT *, %s::text AS amount_of, %s::timestamptz AS since, %s::timestamptz AS until
      FROM published.feature_public WHERE {{condition}}) AS f
LEFT JOIN LATERAL (
    SELECT json_build_object({_RANGES_BY_STATE}) AS ranges
    FROM published.opening AS known
    WHERE f.since IS NOT NULL AND known.hours = f.opening_hours AND known.covers @> tstzrange(f.since, f.until)
) AS o ON TRUE
LEFT JOIN LATERAL (
    SELECT (f.properties ->> f.amount_of)::float AS amount
    WHERE jsonb_typeof(f.properties -> f.amount_of) = 'number') AS a ON TRUE
WHERE f.geom IS NOT NULL
ORDER BY f.layer, f.id LIMIT %s
"""

_REGION = f"""
SELECT public.ST_AsBinary(public.ST_Union(public.ST_Transform(geom, {STORED})))
FROM published.feature_public WHERE layer = %s
"""

_PEOPLE = f"""
WITH wanted AS (
    SELECT public.ST_Union(public.ST_Transform(geom, {STORED})) AS geom
    FROM published.feature_public WHERE layer = %s AND id = ANY(%s)
)
SELECT u.id, round(public.ST_X(c.point)::numeric, 1)::float, round(public.ST_Y(c.point)::numeric, 1)::float,
    u.municipality, u.district, COALESCE((u.properties ->> 'population')::int, 0),
    {", ".join(f"COALESCE((u.properties ->> '{group}')::int, 0)" for group in AGE_GROUPS)},
    md5(u.geojson)
FROM published.feature_public u
CROSS JOIN LATERAL (
    SELECT public.ST_Transform(public.ST_SetSRID(public.ST_MakePoint(
        (u.properties ->> 'centre_lon')::float, (u.properties ->> 'centre_lat')::float), {SPOKEN}), {STORED}) AS point
) AS c
WHERE u.layer = %s AND (%s OR public.ST_DWithin(c.point, (SELECT geom FROM wanted), %s))
ORDER BY u.id
"""
