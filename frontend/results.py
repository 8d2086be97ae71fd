"""Released results of analyses: what each says, of the region and of every municipality.

They are rows of the published layer `reach_result` like everything else here; what is not released is not among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.db import connections
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from frontend.sources import Stock
from published.catalogue import catalogue
from published.models import PublicFeature

RESULTS, ROWS = "reach_result", "reach"
ABOUT_PLACES = ("id", "name", "population")  # the columns of municipalities that say whom the others are about
WITHOUT = "without_"  # begins the names of columns that count people who reach nothing
DEGREES_DECIMALS = 5  # a metre


@dataclass(frozen=True)
class Column:
    """A column: its name in files, its words and unit; `classes` of a map as they were released, none for text."""

    name: str
    label: str
    unit: str
    decimals: int | None
    classes: Sequence[Mapping[str, Any]] = ()
    without: int | None = None
    rows_without: int = 0


@dataclass(frozen=True)
class LegendClass:
    """A class of a map: colour, limits in words, and how many people are in it (None where rows are no people)."""

    colour: str
    words: str
    people: int | None


@dataclass(frozen=True)
class Figure:
    """How many people of a municipality a column counts, and their share in whole per cent, None where nobody lives."""

    column: Column
    people: int
    percent: int | None


@dataclass(frozen=True)
class Place:
    """A municipality of a result: its official key, name, the people of its units, and what the result says of them."""

    key: str
    name: str
    population: int
    figures: tuple[Figure, ...]

    @property
    def url(self) -> str:
        """The page of the municipality."""
        return reverse("frontend:area", args=[self.key])


@dataclass(frozen=True)
class Result:
    """A released result. The office released it; who pressed the button is nobody's business."""

    id: str
    question: str
    title: str
    sentence: str
    assumptions: tuple[str, ...]
    released_on: date | None
    asked_on: date | None
    is_outdated: bool
    columns: tuple[Column, ...]
    counted: tuple[Column, ...]  # of municipalities: people
    places: tuple[Place, ...]
    receipt: Mapping[str, Any]
    attribution: str
    is_demo: bool

    @property
    def url(self) -> str:
        """The page of the result."""
        return reverse("frontend:result", args=[self.id])

    @property
    def question_words(self) -> str:
        """The question in the language of the reader."""
        kinds = catalogue[RESULTS].kinds()
        return next((str(kind.label) for kind in kinds if kind.code == self.question), "")

    @property
    def drawn(self) -> tuple[Column, ...]:
        """The columns that a map can show: numbers in classes, the people themselves aside."""
        return tuple(each for each in self.columns if each.classes and each.name != "population")

    def column(self, name: str) -> Column | None:
        """Return the column of that name that a map can show, the first if none is named; None if there is none."""
        return next((each for each in self.drawn if not name or each.name == name), None)

    def place(self, key: str) -> Place | None:
        """Return what it says of a municipality, None if nothing."""
        return next((each for each in self.places if each.key == key), None)


def results(now: Stock) -> tuple[Result, ...]:
    """Return the released results, the latest first. Read once for each version."""
    return _results(now.versions.get(RESULTS, ""))


def result_of(result_id: str, now: Stock) -> Result | None:
    """Return the released result of that id, or None."""
    return next((each for each in results(now) if each.id == result_id), None)


def legend(column: Column) -> list[LegendClass]:
    """Return the classes of a column in words, from the lowest; those without a number last."""
    uppers = [None if each["upper"] is None else _number(each["upper"]) for each in column.classes]
    words = [_words(low, high) for low, high in pairwise([None, *uppers])]
    found = [
        LegendClass(each["colour"], said, each["people"]) for each, said in zip(column.classes, words, strict=True)
    ]
    if column.rows_without:
        said = _("nicht in dieser Zeit") if column.unit == "min" else _("keine Angabe")
        found.append(LegendClass("", said, column.without))
    return found


def coloured(result: Result, column: Column) -> bytes:
    """Return the rows of a result as GeoJSON (EPSG:4326) with `class`, `value` and `people`, finished by PostGIS.

    The class -1 has no value. A value belongs to the first class whose upper limit it does not exceed.
    """
    uppers = [each["upper"] for each in column.classes if each["upper"] is not None]
    with connections["published"].cursor() as cursor:
        cursor.execute(_COLOURED, [DEGREES_DECIMALS, uppers, column.name, ROWS, [f"kind:{result.id}"]])
        (body,) = cursor.fetchone()
    return str(body).encode()


def _words(low: str | None, high: str | None) -> str:
    if low is None:
        return _("alle gleich") if high is None else _("bis %s") % high
    return _("über %s") % low if high is None else _("über %(low)s bis %(high)s") % {"low": low, "high": high}


def _number(value: float) -> str:
    """Return a limit without zeros at its end."""
    return str(number_format(f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}", force_grouping=True))


@lru_cache(maxsize=2)
def _results(_version: str) -> tuple[Result, ...]:
    rows = PublicFeature.objects.filter(layer=RESULTS).values_list("id", "kind", "properties")
    found = [_result(result_id, question, said) for result_id, question, said in rows]
    return tuple(sorted(found, key=lambda each: (each.released_on or date.min, each.id), reverse=True))


def _result(result_id: str, question: str, said: Mapping[str, Any]) -> Result:
    table = said.get("municipalities") or {"columns": [], "values": {}}
    counted = tuple(_column(each) for each in table["columns"] if each["name"] not in ABOUT_PLACES)
    return Result(
        id=result_id,
        question=question,
        title=said.get("title", ""),
        sentence=said["sentence"],
        assumptions=tuple(said.get("assumptions", ())),
        released_on=parse_date(said.get("released_on", "")),
        asked_on=parse_date(said.get("asked_on", "")),
        is_outdated=bool(said.get("outdated")),
        columns=tuple(_column(each) for each in said.get("columns", ())),
        counted=counted,
        places=tuple(_places(table["values"], counted)),
        receipt=said.get("receipt", {}),
        attribution=said.get("attribution", ""),
        is_demo=bool(said.get("demo")),
    )


def _column(said: Mapping[str, Any]) -> Column:
    return Column(
        said["name"],
        said["label"],
        said.get("unit", ""),
        said.get("decimals"),
        tuple({"upper": None, "people": None, **each} for each in said.get("classes", ())),
        said.get("without"),
        said.get("rows_without", 0),
    )


def _places(values: Mapping[str, Sequence[Any]], counted: Sequence[Column]) -> list[Place]:
    found = []
    for row, key in enumerate(values.get("id", ())):
        population = values["population"][row]
        figures = tuple(
            Figure(each, people := values[each.name][row], _percent(people, population)) for each in counted
        )
        found.append(Place(key, values["name"][row], population, figures))
    return sorted(found, key=lambda each: each.name.casefold())


def _percent(part: float, whole: float) -> int | None:
    return round(100 * part / whole) if whole else None


_COLOURED = """
SELECT '{"type":"FeatureCollection","features":[' || COALESCE(string_agg(
    '{"type":"Feature","properties":{"class":' || CASE WHEN v.value IS NULL THEN -1 ELSE v.class END
    || ',"value":' || COALESCE(v.value::text, 'null')
    || ',"people":' || COALESCE(f.properties ->> 'population', 'null')
    || '},"geometry":' || public.ST_AsGeoJSON(f.geom, %s) || '}', ',' ORDER BY f.id), '') || ']}'
FROM published.feature_public f
CROSS JOIN (SELECT %s::float[] AS upper, %s::text AS name) AS asked
CROSS JOIN LATERAL (SELECT (f.properties ->> asked.name)::float AS value) AS said
CROSS JOIN LATERAL (
    SELECT said.value, (SELECT count(*) FROM unnest(asked.upper) AS u (upper) WHERE u.upper < said.value) AS class) AS v
WHERE f.layer = %s AND f.terms && %s
"""
