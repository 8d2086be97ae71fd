"""The one door: publish()."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from layers.models import Area, Association, Heimatforum, Place, PlaceKind, SportsFacility, Stay
from layers.services import save_entry, save_place_kinds, set_status, settle_areas
from published.catalogue import catalogue
from published.filters import FeatureFilter
from published.models import LayerVersion, PublicFeature, StaffFeature
from published.services import publish, publish_due
from tests.conftest import OLD_TOWN, VILLAGE, turn

pytestmark = pytest.mark.usefixtures("published_in_test")


def facility(**values: object) -> SportsFacility:
    given = {"name": "Sportplatz Mainwiese", "status": "published", "geom": OLD_TOWN} | values
    return save_entry(SportsFacility(**given), by="test")


def words(layer: str) -> str:
    """Return all words of a layer by which the search finds its entries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(f.words::text || f.names::text, ' ') FROM published.feature f WHERE layer = %s", [layer]
        )
        return cursor.fetchone()[0]


def version(layer: str) -> int:
    turn()
    return LayerVersion.objects.get(layer=layer).version


def test_a_published_entry_is_read_by_the_public_role(areas: dict[str, Area]) -> None:
    entry = facility(kind="large_pitch", sports=["soccer"])
    row = PublicFeature.objects.one("sports_facility", entry.pk)
    assert (row.name, row.kind, row.municipality, row.district) == (
        "Sportplatz Mainwiese",
        "large_pitch",
        "09663000",
        "0966300001",
    )
    assert row.geom.distance(OLD_TOWN.transform(4326, clone=True)) < 1e-6
    assert "sports:soccer" in row.terms
    feature = json.loads(row.geojson)
    assert feature["id"] == entry.pk
    assert feature["properties"] == row.properties
    assert feature["geometry"]["type"] == "Point"


@pytest.mark.parametrize("status", ["draft", "submitted", "withdrawn", "archived"])
def test_what_is_not_published_leaves_at_once(status: str) -> None:
    entry = facility()
    set_status(SportsFacility, [entry.pk], status, by="test")
    assert PublicFeature.objects.one("sports_facility", entry.pk) is None


def test_a_deleted_entry_leaves() -> None:
    entry = facility()
    key = entry.pk
    entry.delete()
    assert publish("sports_facility", [key]).removed == 1
    assert PublicFeature.objects.one("sports_facility", key) is None


def test_the_version_turns_once_a_transaction_and_only_when_something_differs() -> None:
    entry = facility()
    first = version("sports_facility")
    assert not publish("sports_facility", [entry.pk]).changed
    assert version("sports_facility") == first
    entry.name = "Anderer Name"
    save_entry(entry, by="test")
    entry.name = "Noch ein Name"
    save_entry(entry, by="test")
    assert version("sports_facility") == first + 1


def test_republishing_everything_changes_nothing(areas: dict[str, Area]) -> None:
    settle_areas()
    facility()
    save_entry(Association(name="Verein", status="published", geom=VILLAGE), by="test")
    assert [layer.id for layer in catalogue if publish(layer.id, None).changed] == []


def test_what_is_internal_is_nowhere(areas: dict[str, Area]) -> None:
    internal = {
        "internal_contact": "Kanarienvogel eins",
        "internal_email": "kanarienvogel@example.org",
        "internal_phone": "0931 98765432101",
        "internal_note": "Kanarienvogel zwei",
        "register_number": "VR Kanarienvogel",
        "members": 471_147_11,
    }
    save_entry(Association(name="Verein", status="published", geom=OLD_TOWN, **internal), by="test")
    row = PublicFeature.objects.get(layer="association")
    everything = f"{row.geojson}{words('association')}{row.terms}".lower()
    for value in internal.values():
        assert str(value).lower() not in everything


@pytest.mark.parametrize("precision", ["street", "district", "none"])
def test_a_hidden_position_is_nowhere(areas: dict[str, Area], precision: str) -> None:
    entry = save_entry(
        Association(
            name="Verein",
            status="published",
            geom=OLD_TOWN,
            location_precision=precision,
            street="Kanarienweg",
            housenumber="77b",
        ),
        by="test",
    )
    row = PublicFeature.objects.one("association", entry.pk)
    exact = OLD_TOWN.transform(4326, clone=True)
    assert row.geom is None if precision == "none" else row.geom.distance(exact) > 1e-5
    assert "77b" not in row.geojson
    assert ("Kanarienweg" in row.geojson) == (precision == "street")
    assert ("kanarienweg" in words("association")) == (precision == "street")


def test_a_hidden_town_is_not_found_by_its_name(areas: dict[str, Area]) -> None:
    values = {"status": "published", "city": "Kanarienhausen"}
    save_entry(Association(name="Zu sehen", **values), by="test")
    save_entry(Association(name="Verborgen", location_precision="none", **values), by="test")
    found = PublicFeature.objects.matching(FeatureFilter(text="kanarienhausen"))
    assert [row.name for row in found] == ["Zu sehen"]


def test_stays_are_as_hidden_as_their_forum(areas: dict[str, Area]) -> None:
    now = datetime.now(UTC)
    forum = save_entry(
        Heimatforum(name="Forum", status="published", geom=OLD_TOWN, location_precision="district"), by="test"
    )
    Stay.objects.create(
        heimatforum=forum,
        place_name="Kanarienhof",
        geom=VILLAGE,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=1),
    )
    publish("heimatforum", [forum.pk])
    row = PublicFeature.objects.one("heimatforum", forum.pk)
    assert "Kanarienhof" not in row.geojson
    assert row.geom.distance(VILLAGE.transform(4326, clone=True)) > 0.01


def test_an_entry_committed_late_is_not_overlooked() -> None:
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)
    publish_due(start)
    publish_due(start + timedelta(minutes=5))  # the job has passed the end of validity …
    entry = facility(valid_to=start + timedelta(minutes=2))
    publish("sports_facility", [entry.pk], at=start)  # … of an entry whose transaction began before it
    assert PublicFeature.objects.one("sports_facility", entry.pk) is not None
    publish_due(start + timedelta(minutes=6))
    assert PublicFeature.objects.one("sports_facility", entry.pk) is None


def test_the_middle_of_a_street_stands_for_a_house_in_it(areas: dict[str, Area]) -> None:
    with connection.cursor() as cursor:
        for number in range(5):
            cursor.execute(
                "INSERT INTO published.address (source, street, housenumber, municipality, geom) VALUES ('test',"
                " 'Kanarienweg', %s, '09663000', ST_Transform(ST_SetSRID(ST_MakePoint(%s, 5516000), 25832), 4326))",
                [number, 567_100 + 50 * number],
            )
    entry = save_entry(
        Association(
            name="Verein", status="published", geom=OLD_TOWN, location_precision="street", street="Kanarienweg"
        ),
        by="test",
    )
    place = PublicFeature.objects.one("association", entry.pk).geom.transform(25832, clone=True)
    assert (round(place.x), round(place.y)) == (567_200, 5_516_000)


def test_a_staff_kind_is_for_staff_only() -> None:
    kind = PlaceKind(code="vacant_shop", label="Leerstand", audience="staff")
    save_place_kinds([kind], by="test")
    place = save_entry(Place(kind=kind, name="Laden 3", status="published", geom=OLD_TOWN), by="test")
    assert PublicFeature.objects.one("place", place.pk) is None
    assert StaffFeature.objects.using("staff").get(id=place.pk).audience == "staff"
    kind.audience = "public"
    save_place_kinds([kind], by="test")
    assert PublicFeature.objects.one("place", place.pk) is not None
    assert StaffFeature.objects.using("staff").filter(id=place.pk).count() == 1


def test_validity_begins_and_ends_by_time_alone() -> None:
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)
    publish_due(start)
    entry = facility(valid_from=start + timedelta(minutes=1), valid_to=start + timedelta(minutes=3))
    publish("sports_facility", [entry.pk], at=start)
    seen = []
    for minute in range(5):
        publish_due(start + timedelta(minutes=minute))
        seen.append(PublicFeature.objects.one("sports_facility", entry.pk) is not None)
    assert seen == [False, True, True, False, False]
    assert publish_due(start + timedelta(minutes=2)) == {}


def test_the_forum_moves_with_its_stays(areas: dict[str, Area]) -> None:
    start = datetime(2026, 5, 1, tzinfo=UTC)
    publish_due(start)
    forum = save_entry(Heimatforum(name="Klimarondell", status="published", moves=True), by="test")
    for days, place, geom in ((1, "Marktplatz", OLD_TOWN), (3, "Dorfplatz", VILLAGE)):
        Stay.objects.create(
            heimatforum=forum,
            place_name=place,
            geom=geom,
            starts_at=start + timedelta(days=days),
            ends_at=start + timedelta(days=days + 2),
        )
    places = []
    for day in (0.5, 1, 2.9, 3, 5):
        publish_due(start + timedelta(days=day))
        places.append(PublicFeature.objects.one("heimatforum", forum.pk).properties.get("stay", {}).get("place"))
    assert places == [None, "Marktplatz", "Marktplatz", "Dorfplatz", None]


@pytest.mark.parametrize(
    "position",
    [
        "ST_MakePoint('NaN', 5516000)",
        "ST_MakePoint('Infinity', 5516000)",
        "ST_MakePoint(9.9, 49.8)",
        "ST_GeomFromText('POINT EMPTY')",
        "ST_MakeLine(ST_MakePoint(567000, 5516000), ST_MakePoint(567000, 'NaN'))",
        "ST_GeomFromText('POLYGON((567000 5516000, 567009 5516009, 567009 5516000, 567000 5516009, 567000 5516000))')",
    ],
)
def test_the_database_refuses_a_useless_position(position: str) -> None:
    entry = facility()
    with pytest.raises(IntegrityError, match="sportsfacility_geom_usable"), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE layers_sportsfacility SET geom = ST_SetSRID({position}, 25832) WHERE id = %s", [entry.pk]
        )


def test_a_sports_facility_is_always_exact() -> None:
    with pytest.raises(ValidationError):
        facility(location_precision="district")
