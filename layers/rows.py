"""What every entry publishes, whatever its noun: the common part of all publish functions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import BinaryField, Case, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Concat, JSONObject, NullIf, Trim, TruncDate

from layers.models.vocabulary import Audience, LocationPrecision, Status
from published.rows import JsonMerge


class PublishedLocation(Func):
    """The geometry as the public may see it (layers/sql/published_location.sql), EPSG:25832, or NULL.

    Its output is declared as bytes because it never leaves the database: a geometry field would be converted to EWKB.
    """

    function = "public.published_location"
    output_field = BinaryField()


def given(name: str) -> Func:
    """Return a text column, NULL instead of empty, so that it is absent from the answer."""
    return Func(F(name), template="NULLIF(%(expressions)s, '')")


def filled(name: str) -> Func:
    """Return an array column, NULL instead of empty."""
    return Func(F(name), template="NULLIF(%(expressions)s, '{}')")


def public_at(at: datetime) -> Q:
    """Return the condition that an entry is public at that moment."""
    return (
        Q(status=Status.PUBLISHED)
        & (Q(valid_from__isnull=True) | Q(valid_from__lte=at))
        & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    )


def due_by_validity(entries: QuerySet, since: datetime, until: datetime) -> list[str]:
    """Return the ids of entries whose validity begins or ends after since, up to and including until."""
    begins_or_ends = Q(valid_from__gt=since, valid_from__lte=until) | Q(valid_to__gt=since, valid_to__lte=until)
    return list(entries.filter(begins_or_ends, status=Status.PUBLISHED).values_list("pk", flat=True))


def entry_rows(
    entries: QuerySet,
    at: datetime,
    *,
    kind: Any = None,
    properties: Mapping[str, Any] | None = None,
    geometry: Any = None,
    audience: Any = None,
) -> QuerySet:
    """Return the rows of those entries that are public at that moment, with the columns that publish() expects.

    A noun adds its kind and its own properties. What is internal is not named here, so it cannot come out.
    """
    return entries.filter(public_at(at)).annotate(
        row_audience=audience or Value(Audience.PUBLIC.value),
        row_kind=kind or Value(""),
        row_name=F("name"),
        row_municipality=F("municipality_id"),
        row_district=F("district_id"),
        row_geometry=geometry
        or PublishedLocation("geom", "location_precision", "municipality_id", "district_id", "street"),
        row_properties=JsonMerge(_texts(), _facts(), JSONObject(**(properties or {}))),
        row_valid_from=F("valid_from"),
        row_valid_to=F("valid_to"),
        row_confirmed_on=TruncDate("last_confirmed_at"),
    )


def _texts() -> JSONObject:
    """What is said of every entry in words."""
    return JSONObject(
        name=F("name"),
        slug=given("slug"),
        name_en=given("name_en"),
        summary=given("summary"),
        summary_en=given("summary_en"),
        description=given("description"),
        description_en=given("description_en"),
        description_easy=given("description_easy"),
        address=_address(),
        postcode=_unless_hidden(given("postcode"), LocationPrecision.EXACT, LocationPrecision.STREET),
        city=_city(),
        municipality=F("municipality__name"),
        district=F("district__name"),
        location_precision=F("location_precision"),
        website=given("website"),
        email=given("email"),
        phone=given("phone"),
        opening_hours=given("opening_hours"),
    )


def _facts() -> JSONObject:
    """What is said of every entry in codes, dates and sources."""
    return JSONObject(
        wheelchair=F("wheelchair"),
        step_free_entrance=F("step_free_entrance"),
        accessible_toilet=F("accessible_toilet"),
        hearing_loop=F("hearing_loop"),
        accessible_parking=F("accessible_parking"),
        accessibility_note=given("accessibility_note"),
        languages=filled("languages"),
        target_groups=filled("target_groups"),
        topics=filled("topics"),
        organisation=F("organisation__name"),
        source=F("source__title"),
        attribution=F("source__attribution"),
        licence=F("licence"),
        valid_from=F("valid_from"),
        valid_to=F("valid_to"),
        last_confirmed_on=TruncDate("last_confirmed_at"),
        demo=Case(When(demo=True, then=Value(True))),
        version=F("version"),
    )


def _address() -> Case:
    """Street and number as far as the chosen precision lets them be seen."""
    return Case(
        When(
            location_precision=LocationPrecision.EXACT,
            then=NullIf(Trim(Concat("street", Value(" "), "housenumber")), Value("")),
        ),
        When(location_precision=LocationPrecision.STREET, then=given("street")),
    )


def _city() -> Case:
    return _unless_hidden(given("city"), LocationPrecision.EXACT, LocationPrecision.STREET, LocationPrecision.DISTRICT)


def _unless_hidden(value: Any, *precisions: LocationPrecision) -> Case:
    return Case(When(location_precision__in=precisions, then=value))
