"""Entries of every noun with every field filled, and what is published beside them: for tests of the whole portal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.utils import timezone

from layers.models import (
    Area,
    ClimateStation,
    Entry,
    Heimatforum,
    Organisation,
    ParticipationProject,
    PlaceKind,
    Source,
)
from layers.models.heimatforum import Stay
from layers.services import publish_place_kinds, settle, settle_areas
from observations.models import Datastream
from observations.services import announce_latest, store_readings
from participation.models import Phase
from published.catalogue import catalogue
from published.services import turn_version
from tests.conftest import OLD_TOWN
from tests.released import done_run, release
from tests.staff import person

# Text for a field, by the number of the entry and the name of the field.
Text = Callable[[int, str], str]
SPECIAL = {
    "opening_hours": "Mo-Fr 09:00-17:00; PH off",
    "website": "https://www.beispiel.invalid/",
    "platform_url": "https://www.beispiel.invalid/mitmachen/",
    "url": "https://www.beispiel.invalid/quelle/",
    "email": "post@beispiel.invalid",
    "phone": "0931 0000-1",
    "housenumber": "1a",
    "icon": "school",
}
# Keys, codes and what a constraint holds to digits: nobody types free text there.
NO_FREE_TEXT = {"id", "postcode", "source_ref", "slug", "key", "code", "observed_property", "colour"}
NEEDED: dict[str, dict[str, Any]] = {
    "association": {"icnpo_category": "1"},
    "sports_facility": {"kind": "small_pitch"},
    "counting_station": {"counted": "bicycles"},
    "place": {"kind_id": "school"},
}


def plain(number: int, field: str) -> str:
    """Text as people write it."""
    return SPECIAL.get(field, f"Text {number} für {field}")


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the fields of a noun into which people type free text, lists of texts included."""
    found = []
    for field in model._meta.concrete_fields:
        inner = field.base_field if isinstance(field, ArrayField) else field
        is_text = isinstance(inner, models.CharField | models.TextField) and not inner.choices
        if is_text and field.name not in NO_FREE_TEXT and not field.is_relation:
            found.append(field)
    return found


def filled(model: type[models.Model], number: int, text: Text) -> dict[str, Any]:
    """Return values for all text fields of a noun, as long as each may be."""
    values: dict[str, Any] = {}
    for field in text_fields(model):
        inner = field.base_field if isinstance(field, ArrayField) else field
        said = text(number, field.name)[: inner.max_length or 2000]
        values[field.name] = [said] if isinstance(field, ArrayField) else said
    return values


@transaction.atomic
def write_everything(text: Text = plain, *, of_each: int = 1) -> dict[str, list[str]]:
    """Write and publish entries of every noun, in the old town; return their ids by layer.

    Written past the forms, as an import or a fault of ours might: nothing but the database's constraints is asked.
    Needs the fixture `areas`.
    """
    source = Source.objects.create(key="everything", licence="dl-de/by-2-0", **filled(Source, 0, text))
    organisation = Organisation.objects.create(**filled(Organisation, 0, text))
    Area.objects.filter(kind="district").update(**filled(Area, 0, text))
    PlaceKind.objects.create(code="school", position=1, colour="#3F444B", **filled(PlaceKind, 0, text))
    publish_place_kinds()
    settle_areas()
    ids: dict[str, list[str]] = {}
    for layer in catalogue:
        model = layer.domain_model
        if issubclass(model, Entry):
            made = [_entry(layer.id, model, number, text, source, organisation) for number in range(of_each)]
            for number, entry in enumerate(made):
                _parts(entry, number, text)
            ids[layer.id] = [entry.pk for entry in made]
            settle(model, ids[layer.id])
    _result(text)
    _basemap(text)
    return ids


def _result(text: Text) -> None:
    """Release a result of both municipalities that says the text wherever a result has words."""
    said = {name: text(number, name) for number, name in enumerate(("title", "sentence", "attribution"))}
    run = done_run(
        {"09663000": 40, "09679170": 90},
        title=said["title"][:200],
        sentence=said["sentence"],
        log=[said["attribution"]],
        label=said["title"],
    )
    release(run, by=person("planung", "analyst"))


def _entry(
    layer: str, model: type[Entry], number: int, text: Text, source: Source, organisation: Organisation
) -> Entry:
    place = number * len(catalogue_ids()) + catalogue_ids().index(layer)
    values: dict[str, Any] = {
        "status": "published",
        "geom": Point(OLD_TOWN.x + place % 12 * 60, OLD_TOWN.y + place // 12 * 60, srid=25832),
        "source": source,
        "organisation": organisation,
        "postcode": "97070",
        "wheelchair": "yes",
        "languages": ["de", "en"],
        "last_confirmed_at": timezone.now() - timedelta(days=40 * number),
        **NEEDED.get(layer, {}),
    }
    entry = model(**values | filled(model, number, text))
    entry.save()
    return entry


def catalogue_ids() -> list[str]:
    """Return the ids of all layers in their order."""
    return [layer.id for layer in catalogue]


def _parts(entry: Entry, number: int, text: Text) -> None:
    """Write what belongs to an entry: stays, phases, readings."""
    now = timezone.now()
    if isinstance(entry, Heimatforum):
        Stay.objects.create(
            heimatforum=entry,
            starts_at=now - timedelta(days=2),
            ends_at=now + timedelta(days=5),
            geom=entry.geom,
            **filled(Stay, number, text),
        )
        Heimatforum.objects.filter(pk=entry.pk).update(moves=True)
    if isinstance(entry, ParticipationProject):
        today = timezone.localdate()
        Phase.objects.create(
            project=entry,
            kind="ideas",
            starts_on=today - timedelta(days=3),
            ends_on=today + timedelta(days=9),
            **filled(Phase, number, text),
        )
    if isinstance(entry, ClimateStation):
        stream = Datastream.objects.create(station=entry, observed_property="air_temperature")
        store_readings(stream, [(now - timedelta(hours=hours), 12.5 + hours / 4) for hours in range(30)])
        announce_latest()


def _basemap(text: Text) -> None:
    """Write a street, a village and a house whose names are texts as well."""
    lon, lat = OLD_TOWN.transform(4326, clone=True).coords
    rows = [
        ("place", "village", f"POINT({lon} {lat + 0.002})"),
        ("road", "residential", f"LINESTRING({lon - 0.01} {lat}, {lon + 0.01} {lat})"),
        ("waterway", "river", f"LINESTRING({lon - 0.003} {lat - 0.01}, {lon - 0.003} {lat + 0.01})"),
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO published.basemap (source, theme, kind, name, rank, min_zoom, geom_3857)"
            " VALUES ('test', %s, %s, %s, 50, 0, public.ST_Transform(public.ST_GeomFromText(%s, 4326), 3857))",
            [(theme, kind, text(number, "name")[:60], wkt) for number, (theme, kind, wkt) in enumerate(rows)],
        )
        cursor.execute(
            "INSERT INTO published.address (source, street, housenumber, postcode, city, geom)"
            " VALUES ('test', %s, '1', '97070', %s, public.ST_SetSRID(public.ST_MakePoint(%s, %s), 4326))",
            [text(0, "street")[:120], text(0, "city")[:120], lon, lat],
        )
    turn_version("basemap")
    turn_version("address")


def used_nouns() -> list[type[models.Model]]:
    """Return every noun with free text of which something is published."""
    entries = [layer.domain_model for layer in catalogue]
    return [*entries, Stay, Phase, PlaceKind, Source, Organisation]
