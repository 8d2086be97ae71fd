"""Addresses: found by what people write, and the nearest one to a position. Both are asked of our own table."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connections

from published.crs import SPOKEN

NEAREST_MAX_M = 500  # farther from any house than this, "at …street 5" would mislead
HOUSE_NUMBER = re.compile(r"^\d{1,4}\s*[a-z]?$", re.IGNORECASE)


@dataclass(frozen=True)
class AddressHit:
    """A house, a street or a place that was found. `lon`, `lat` in degrees, EPSG:4326.

    `municipality` and `district` are the keys of published areas, empty where none is known. `is_interpolated` says
    that the house number is not in the table and the position was guessed between its neighbours. `distance_m` is the
    distance from the position that was asked for, in metres, None for an address found by words.
    """

    label: str
    lon: float
    lat: float
    municipality: str
    district: str
    is_interpolated: bool = False
    distance_m: int | None = None


def find_addresses(text: str, *, limit: int = 5) -> list[AddressHit]:
    """Return the addresses that fit what somebody wrote, the best first; empty if none does."""
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    numbers = [word for word in words if HOUSE_NUMBER.match(word)]
    patterns = [word.rstrip(".") for word in words if word not in numbers]
    if not patterns:
        return []
    return _hits(_FIND, [patterns, numbers[-1].lower() if numbers else "", limit])


def nearest_address(lon: float, lat: float) -> AddressHit | None:
    """Return the address nearest to a position in degrees, None if there is none within 500 metres."""
    found = _hits(_NEAREST, [lon, lat, SPOKEN, NEAREST_MAX_M])
    return found[0] if found else None


def _hits(sql: str, params: list[Any]) -> list[AddressHit]:
    with connections["published"].cursor() as cursor:
        cursor.execute(sql, params)
        return [AddressHit(*row) for row in cursor.fetchall()]


_COLUMNS = """
    a.street || coalesce(' ' || nullif(a.housenumber, ''), '')
        || coalesce(', ' || nullif(concat_ws(' ', nullif(a.postcode, ''), nullif(a.city, '')), ''), ''),
    public.ST_X(a.geom), public.ST_Y(a.geom), coalesce(a.municipality, ''),
    coalesce((SELECT f.id FROM published.feature_public f WHERE f.layer = 'area' AND f.kind = 'district'
              AND public.ST_Covers(f.geom, a.geom) ORDER BY f.id LIMIT 1), '')
"""
_FIND = f"""
SELECT {_COLUMNS}, false, NULL FROM published.address a
WHERE (SELECT bool_and(published.search_text(concat_ws(' ', a.street, a.postcode, a.city))
                       LIKE published.like_pattern(w)) FROM unnest(%s::text[]) w)
ORDER BY lower(a.housenumber) = %s DESC, a.street, a.id LIMIT %s
"""
_NEAREST = f"""
WITH here AS MATERIALIZED (SELECT public.ST_SetSRID(public.ST_MakePoint(%s, %s), %s) AS geom),
near AS MATERIALIZED (
    SELECT a.* FROM published.address a, here
    WHERE a.geom && public.ST_Expand(here.geom, 0.02) ORDER BY a.geom OPERATOR(public.<->) here.geom LIMIT 20
)
SELECT {_COLUMNS}, false, public.ST_DistanceSphere(a.geom, here.geom)::integer AS distance_m
FROM near a, here WHERE public.ST_DistanceSphere(a.geom, here.geom) <= %s
ORDER BY public.ST_DistanceSphere(a.geom, here.geom), a.id LIMIT 1
"""
