"""My area: around an address, a position or an area; nothing of it in an address line, a cache or a cookie."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from layers.models import (
    Area,
    Association,
    ClimateStation,
    Heimatforum,
    ParticipationProject,
    Place,
    Stay,
    SupportService,
)
from layers.services import save_entry
from observations.models import Datastream
from observations.services import store_readings
from participation.models import Phase
from published.services import publish
from tests.conftest import OLD_TOWN, VILLAGE, turn
from tests.frontend.test_views import Page, page

pytestmark = pytest.mark.usefixtures("stock")

LON, LAT = OLD_TOWN.transform(4326, clone=True).coords
NEAR = f"{LON:.6f},{LAT:.6f}"


def beside(east_m: float, north_m: float) -> Point:
    return Point(OLD_TOWN.x + east_m, OLD_TOWN.y + north_m, srid=25832)


@pytest.fixture(autouse=True)
def addresses() -> None:
    """Three houses in the old town and one of the same street's name in the village."""
    houses = [
        ("Domstraße", "1", "97070", "Würzburg", "09663000", OLD_TOWN),
        ("Domstraße", "11", "97070", "Würzburg", "09663000", beside(80, 0)),
        ("Marktgasse", "2", "97070", "Würzburg", "09663000", beside(0, 90)),
        ("Domstraße", "1", "97199", "Ochsenfurt", "09679170", VILLAGE),
    ]
    with connection.cursor() as cursor:
        for street, number, postcode, city, municipality, point in houses:
            lon, lat = point.transform(4326, clone=True).coords
            cursor.execute(
                "INSERT INTO published.address (source, street, housenumber, postcode, city, municipality, geom)"
                " VALUES ('test', %s, %s, %s, %s, %s, ST_SetSRID(ST_MakePoint(%s, %s), 4326))",
                [street, number, postcode, city, municipality, lon, lat],
            )


def ask(client: Client, status: int = 200, language: str = "", **posted: str) -> Page:
    answer = client.post(f"{language}/mein-ort/", posted)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    found = Page(answer.content.decode())
    found.words = [word.replace("\N{NO-BREAK SPACE}", " ") for word in found.words]
    return found


def title(found: Page) -> str:
    return found.text.split("Rund um ")[-1].split(" Entfernungen")[0]


def test_an_address_says_in_which_part_of_town_it_lies(client: Client) -> None:
    found = ask(client, address="Domstraße 1, 97070 Würzburg")
    assert "Rund um Domstraße 1, 97070 Würzburg" in found.text
    assert "Stadtbezirk Altstadt · Würzburg" in found.text
    links = {each.get("href") for each in found.all("a")}
    assert {"/gebiete/0966300001/", "/gebiete/09663000/"} <= links


def test_a_position_finds_the_nearest_house_and_the_same_places(client: Client) -> None:
    found = ask(client, near=NEAR)
    assert "Rund um Domstraße 1, 97070 Würzburg" in found.text
    assert "Mohren-Apotheke" in found.text


def test_several_addresses_are_to_choose_from(client: Client) -> None:
    found = ask(client, address="Domstraße")
    assert "Welche Adresse meinen Sie?" in found.text
    chosen = [each for each in found.all("button") if each.get("name") == "near"]
    assert len(chosen) == 2  # a street without a number stands for all of its houses
    titles = {title(ask(client, near=str(each["value"]))) for each in chosen}
    assert {words.split(" Würzburg")[0].split(" Ochsenfurt")[0] for words in titles} == {
        "Domstraße 1, 97070",
        "Domstraße 1, 97199",
    }


def test_an_address_that_is_not_there_leaves_other_ways(client: Client) -> None:
    found = ask(client, address="Nirgendwogasse 99")
    assert "Zu „Nirgendwogasse 99“ haben wir keine Adresse gefunden." in found.text
    assert "Oder Gemeinde und Stadtbezirk wählen" in found.text
    assert [each["value"] for each in found.all("input") if each.get("name") == "address"] == ["Nirgendwogasse 99"]


def test_what_is_near_is_listed_by_topic_with_the_way(client: Client) -> None:
    save_entry(Association(name="Turnverein", icnpo_category="1", status="published", geom=beside(300, 300)), by="test")
    turn()
    found = ask(client, near=NEAR)
    assert "Vereine und Initiativen" in found.text
    assert "420 m nordöstlich, etwa 7 Minuten zu Fuß" in found.text
    assert "Für jeden Tag" in found.text


def test_it_looks_across_the_municipal_border_and_says_so(client: Client) -> None:
    other_side = Point(572_000, 5_509_500, srid=25832)
    save_entry(Association(name="Nachbarn", icnpo_category="1", status="published", geom=other_side), by="test")
    turn()
    lon, lat = Point(572_000, 5_510_300, srid=25832).transform(4326, clone=True).coords
    found = ask(client, near=f"{lon},{lat}")
    assert "Nachbarn" in found.text
    assert "in Ochsenfurt" in found.text


def test_running_participation_over_or_near_the_place_is_told(client: Client) -> None:
    made: dict[str, Any] = {
        "over": (OLD_TOWN.buffer(100), "running"),
        "near": (beside(2000, 0), "running"),
        "far": (beside(6000, 0), "running"),
        "over and done": (OLD_TOWN.buffer(50), "finished"),
    }
    for name, (place, state) in made.items():
        project = save_entry(
            ParticipationProject(name=f"Vorhaben {name}", status="published", geom=place, state=state), by="test"
        )
        Phase.objects.create(project=project, kind="survey", starts_on="2020-01-01", ends_on="2999-01-01")
    publish("participation_project", None)
    turn()
    words = ask(client, near=NEAR).text.split("Mitreden")[1]
    assert "Vorhaben over Jetzt: Umfrage, bis 1. Januar 2999. betrifft diesen Ort" in words
    assert "Vorhaben near Jetzt: Umfrage, bis 1. Januar 2999. 2,0 km östlich" in words
    assert "Vorhaben far" not in words
    assert "over and done" not in words


def test_without_participation_it_says_so(client: Client) -> None:
    assert "Im Umkreis von 3 km läuft gerade kein Vorhaben." in ask(client, near=NEAR).text


def test_the_nearest_station_tells_the_temperature_now(client: Client) -> None:
    for name, place, value in (("Fern", VILLAGE, 11.0), ("Nah", beside(0, -700), 23.44)):
        station = save_entry(ClimateStation(name=name, status="published", geom=place), by="test")
        stream = Datastream.objects.create(station=station, observed_property="air_temperature")
        store_readings(stream, [(timezone.now() - timedelta(minutes=12, seconds=5), value)])
    turn()
    assert "Temperatur jetzt 23,4 °C, vor 12 Minuten Nah , 700 m südlich" in ask(client, near=NEAR).text


def test_a_heimatforum_that_stands_nowhere_says_when_it_comes(client: Client) -> None:
    forum = save_entry(Heimatforum(name="Klimarondell", status="published", moves=True), by="test")
    begin = timezone.now() + timedelta(days=3)
    Stay.objects.create(
        heimatforum=forum, place_name="Marktplatz", geom=OLD_TOWN, starts_at=begin, ends_at=begin + timedelta(days=9)
    )
    save_entry(Heimatforum(name="Heimatforum Süd", status="published", geom=beside(0, -900)), by="test")
    publish("heimatforum", None)
    turn()
    words = ask(client, near=NEAR).text.split("Heimatforum", 1)[1]
    assert "Heimatforum Süd 900 m südlich, etwa 15 Minuten zu Fuß" in words
    assert "Klimarondell Zurzeit steht es nirgends. Als Nächstes: Marktplatz, ab" in words


def test_offices_are_those_of_the_place(client: Client) -> None:
    city = ask(client, near=NEAR).text.split("Wer zuständig ist")[1]
    assert "Stadt Würzburg" in city
    assert "Landratsamt Würzburg" not in city
    lon, lat = VILLAGE.transform(4326, clone=True).coords
    country = ask(client, near=f"{lon},{lat}").text.split("Wer zuständig ist")[1]
    assert "Ochsenfurt" in country
    assert "Landratsamt Würzburg" in country
    assert "Stadt Würzburg" not in country


def test_crisis_numbers_stand_above_the_help_that_is_near(client: Client) -> None:
    save_entry(SupportService(name="Beratung", status="published", geom=beside(50, 50)), by="test")
    turn()
    assert settings.REGION.crisis_numbers[0].number in ask(client, near=NEAR).text


def test_a_place_outside_the_region_is_said(client: Client) -> None:
    found = ask(client, near="11.57,48.14")
    assert "Dieser Ort liegt außerhalb der Region." in found.text
    assert "Mohren-Apotheke" not in found.text


def test_an_area_is_chosen_without_scripts_and_may_stand_in_the_address(client: Client) -> None:
    found = page(client, "/mein-ort/?area=09679170")
    assert "Rund um Ochsenfurt" in found.text
    assert "Entfernungen ab der Mitte" in found.text
    assert "Dorfschule" in found.text


def test_the_form_alone_shows_nothing_of_anyone(client: Client) -> None:
    answer = client.get("/mein-ort/")
    found = Page(answer.content.decode())
    forms = {each.get("method") for each in found.all("form") if each.get("action") == "/mein-ort/"}
    assert forms == {"post", "get"}
    assert [each["method"] for each in found.all("form") if each.get("id") == "position"] == ["post"]
    assert "Umgebung zeigen" in found.text


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"near": "x"}, "„near“ braucht zwei Zahlen"),
        ({"near": "9.9,190"}, "„near“ muss eine Zahl von -90 bis 90 sein."),
        ({"near": "nan,nan"}, "„near“ muss eine Zahl"),
        ({"near": "9.9,49.8,1"}, "„near“ braucht zwei Zahlen"),
        ({"address": ""}, "Geben Sie eine Straße mit Hausnummer und den Ort ein."),
        ({"address": "   "}, "Geben Sie eine Straße mit Hausnummer und den Ort ein."),
        ({"address": "a" * 201}, "ist länger als 200 Zeichen"),
        ({"address": "Dom\x00straße"}, "Steuerzeichen"),
        ({"other": "1"}, "Den Parameter „other“ gibt es hier nicht."),
        ({}, "Geben Sie eine Straße mit Hausnummer und den Ort ein."),
    ],
)
def test_what_cannot_be_understood_is_said(client: Client, posted: dict[str, str], sentence: str) -> None:
    assert sentence in ask(client, 400, **posted).text


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1 --", "<script>alert(1)</script>", "1", "😀", "((((", "\\"])
def test_odd_addresses_find_nothing_and_do_no_harm(client: Client, text: str) -> None:
    answer = client.post("/mein-ort/", {"address": text})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("query", ["area=nope", "area=%00", "address=Domstra%C3%9Fe+1", "near=9.9,49.8", "x=1"])
def test_addresses_and_positions_are_not_taken_from_the_address_line(client: Client, query: str) -> None:
    assert client.get(f"/mein-ort/?{query}").status_code == 400


def test_in_english(client: Client) -> None:
    found = ask(client, language="/en", near=NEAR)
    assert "Around Domstraße 1, 97070 Würzburg" in found.text
    assert "Who is responsible City of Würzburg" in found.text


def test_the_number_of_queries_does_not_grow_with_what_is_near(client: Client, areas: dict[str, Area]) -> None:
    save_entry(Heimatforum(name="Forum", status="published", moves=True), by="test")
    turn()
    client.post("/mein-ort/", {"near": NEAR})
    with CaptureQueriesContext(connections["published"]) as few:
        client.post("/mein-ort/", {"near": NEAR})
    for number in range(12):
        save_entry(
            Association(name=f"Verein {number}", icnpo_category="1", status="published", geom=OLD_TOWN), by="test"
        )
        save_entry(Heimatforum(name=f"Forum {number}", status="published", geom=OLD_TOWN, moves=True), by="test")
    turn()
    client.post("/mein-ort/", {"near": NEAR})
    with CaptureQueriesContext(connections["published"]) as many:
        client.post("/mein-ort/", {"near": NEAR})
    assert 0 < len(many) == len(few)


@pytest.mark.usefixtures("street_network")
def test_with_a_network_minutes_are_those_of_the_streets_and_what_is_reachable_is_counted(client: Client) -> None:
    for name, kind, place in (
        ("Apotheke am Eck", "pharmacy", beside(500, 500)),  # 12 minutes on foot
        ("Apotheke weit draußen", "pharmacy", beside(1000, 900)),  # 23 minutes
        ("Schule am Tor", "school", beside(0, -900)),
    ):
        save_entry(Place(name=name, kind_id=kind, status="published", geom=place), by="test")
    turn()
    words = ask(client, near=NEAR).text
    assert "In 15 Minuten zu Fuß erreichen Sie: 2 Apotheken 1 Schule" in words
    assert "11 Minuten zu Fuß, 900 m südlich" in words
    assert "Minuten auf den Straßen und Wegen" in words
    assert "etwa" not in words


@pytest.mark.usefixtures("street_network")
def test_where_nothing_is_reachable_it_says_so(client: Client) -> None:
    lon, lat = beside(900, 900).transform(4326, clone=True).coords
    assert "erreichen Sie keinen Laden" in ask(client, near=f"{lon},{lat}").text


@pytest.mark.usefixtures("street_network")
def test_off_the_network_walks_are_estimated(client: Client) -> None:
    lon, lat = beside(3000, 0).transform(4326, clone=True).coords
    words = ask(client, near=f"{lon},{lat}").text
    assert "etwa 49 Minuten zu Fuß" in words
    assert "Zu Fuß erreichbar" not in words
