"""Addresses: found by what people write, and the nearest one to a position. Both are asked of our own table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connections

from published.candidates import Candidates, candidates
from published.crs import SPOKEN
from published.ranking import Term, fit

NEAREST_MAX_M = 500  # farther from any house than this, "at …street 5" would mislead
NUMBER = re.compile(r"([0-9]{1,4})([a-z]?)")
LETTER = re.compile(r"[a-z]")
# How much of a street's fit is left if the number that was written is guessed, or is not there at all.
GUESSED, UNNUMBERED = 0.97, 0.9
LOOKED_UP = 8  # streets in which a house is looked for


@dataclass(frozen=True)
class AddressHit:
    """A house, a street or a place that was found. `lon`, `lat` in degrees, EPSG:4326.

    `municipality` and `district` are the keys of published areas, empty where none is known. `is_interpolated` says
    that the house number is not in the table and the position was guessed between its neighbours. `distance_m` is the
    distance from the position that was asked for, in metres, None for an address found by words. `fit` says how well
    it fits what was written, from 0 to 1.
    """

    label: str
    lon: float
    lat: float
    municipality: str
    district: str
    is_interpolated: bool = False
    distance_m: int | None = None
    fit: float = 1.0


@dataclass(frozen=True)
class _Wanted:
    """A street or place of the gazetteer and the house that is looked for in it; without `number` none is."""

    gazetteer_id: int
    number: int | None
    letter: str
    fit: float


def find_addresses(text: str, *, limit: int = 5) -> list[AddressHit]:
    """Return the houses, streets and places that fit what somebody wrote, the best first; empty if none does."""
    return addresses_among(candidates(text), limit=limit)


def addresses_among(possible: Candidates, *, limit: int) -> list[AddressHit]:
    """Return the addresses among what may be meant, the best first."""
    ranked = []
    for each in possible.of("street", "place"):
        number, letter, words = _apart(possible.terms, each.name)
        is_street = each.what == "street"
        fits = fit(words if is_street else possible.terms, each.name, more=each.more)
        ranked.append(_Wanted(int(each.ref), number if is_street else None, letter, fits))
    ranked.sort(key=lambda wanted: -wanted.fit)
    return sorted(_located(ranked[:LOOKED_UP]), key=lambda hit: -hit.fit)[:limit]


def nearest_address(lon: float, lat: float) -> AddressHit | None:
    """Return the address nearest to a position in degrees, None if there is none within 500 metres."""
    with connections["published"].cursor() as cursor:
        cursor.execute(_NEAREST, [lon, lat, SPOKEN, NEAREST_MAX_M])
        found = cursor.fetchone()
    return AddressHit(*found) if found else None


def _apart(terms: Sequence[Term], name: str) -> tuple[int | None, str, list[Term]]:
    """Return the house number, its letter (both may be missing) and the terms that are left for the street's name."""
    words = name.split()
    for place, term in enumerate(terms):
        found = NUMBER.fullmatch(term.said)
        if found and len(terms) > 1 and term.said not in words:
            rest = [*terms[:place], *terms[place + 1 :]]
            letter = found[2]
            if not letter and place < len(rest) and LETTER.fullmatch(rest[place].said):
                letter = rest.pop(place).said
            return int(found[1]), letter, rest
    return None, "", list(terms)


def _located(wanted: Sequence[_Wanted]) -> list[AddressHit]:
    """Return the streets, places and houses with their positions."""
    if not wanted:
        return []
    columns: list[Any] = [
        [each.gazetteer_id for each in wanted],
        [each.number for each in wanted],
        [each.letter for each in wanted],
    ]
    hits = []
    with connections["published"].cursor() as cursor:
        cursor.execute(_LOCATED, columns)
        for place, is_house, *row in cursor.fetchall():
            asked = wanted[place - 1]
            hit = AddressHit(*row)
            share = GUESSED if hit.is_interpolated else 1.0 if is_house or asked.number is None else UNNUMBERED
            hits.append(replace(hit, fit=asked.fit * share))
    return hits


# The municipality is that of the table, else the one that the position lies in, as the district always is.
_AREA = """
    (SELECT f.id FROM published.feature_public f WHERE f.layer = 'area' AND (f.kind = 'district') = {is_district}
     AND public.ST_Covers(f.geom, {position}) ORDER BY f.id LIMIT 1)
"""
_LOCATED = f"""
SELECT place, is_house, label, public.ST_X(geom), public.ST_Y(geom),
       coalesce(municipality, {_AREA.format(is_district="false", position="geom")}, ''),
       coalesce({_AREA.format(is_district="true", position="geom")}, ''), is_interpolated
FROM (
    SELECT w.place, h.geom IS NOT NULL AS is_house, g.municipality, coalesce(h.geom, g.geom) AS geom,
           concat_ws(', ', concat_ws(' ', g.name, h.housenumber),
               nullif(concat_ws(' ',
                   nullif(coalesce(h.postcode, CASE WHEN cardinality(g.postcodes) = 1 THEN g.postcodes[1] END), ''),
                   nullif(nullif(g.city, ''), g.name)), '')) AS label,
           coalesce(h.is_interpolated, false) AS is_interpolated
    FROM unnest(%s::bigint[], %s::integer[], %s::text[]) WITH ORDINALITY AS w (id, number, letter, place)
    JOIN published.gazetteer g ON g.id = w.id
    LEFT JOIN LATERAL published.house_at(w.id, w.number, w.letter) h ON w.number IS NOT NULL
) found ORDER BY place
"""
_NEAREST = f"""
WITH here AS MATERIALIZED (SELECT public.ST_SetSRID(public.ST_MakePoint(%s, %s), %s) AS geom),
near AS MATERIALIZED (
    -- Neighbours by degrees, of which the nearest in metres is taken: degrees of longitude are shorter.
    SELECT a.*, public.ST_DistanceSphere(a.geom, here.geom) AS distance_m
    FROM (SELECT b.* FROM published.address b, here h
          ORDER BY b.geom OPERATOR(public.<->) h.geom LIMIT 20) a, here
)
SELECT concat_ws(', ', concat_ws(' ', a.street, nullif(a.housenumber, '')),
           nullif(concat_ws(' ', nullif(a.postcode, ''), nullif(a.city, '')), '')),
       public.ST_X(a.geom), public.ST_Y(a.geom),
       coalesce(a.municipality, {_AREA.format(is_district="false", position="a.geom")}, ''),
       coalesce({_AREA.format(is_district="true", position="a.geom")}, ''), false, round(a.distance_m)::integer
FROM near a WHERE a.distance_m <= %s ORDER BY a.distance_m, a.id LIMIT 1
"""
