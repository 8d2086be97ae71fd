"""The pages around the map: start, topics, areas, help."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from layers.models import Association, Heimatforum, ParticipationProject, Stay
from layers.services import save_entry
from participation.models import Phase
from published.services import publish
from tests.conftest import OLD_TOWN, VILLAGE, turn
from tests.frontend.test_views import Page, cards, page

pytestmark = pytest.mark.usefixtures("published_in_test")
with_entries = pytest.mark.usefixtures("stock")

LONG_LISTS = ["/", "/themen/", "/themen/association/", "/gebiete/", "/gebiete/09663000/", "/gebiete/0966300001/"]


def links(found: Page) -> set[str | None]:
    return {each.get("href") for each in found.all("a")}


@pytest.mark.parametrize("path", LONG_LISTS)
def test_the_number_of_queries_does_not_grow_with_the_entries(client: Client, stock: dict[str, str], path: str) -> None:
    def asked() -> int:
        # Only the first reader of a new version counts anew: that is the most it may ask.
        with CaptureQueriesContext(connections["published"]) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    few = asked()
    for number in range(12):
        save_entry(Association(name=f"Verein {number}", status="published", geom=OLD_TOWN), by="test")
    turn()
    assert asked() <= few


@with_entries
def test_the_start_page_leads_to_each_topic_and_says_its_number(client: Client) -> None:
    found = page(client, "/")
    assert {"/karte/?layers=association", "/karte/?layers=place", "/themen/", "/gebiete/"} <= links(found)
    assert "2 Einträge" in found.text
    assert "/karte/?layers=area" not in links(found)


@with_entries
def test_the_start_page_says_what_one_can_take_part_in_today(client: Client) -> None:
    today = timezone.localdate()
    for name, kind, last in (("Marktplatz", "survey", 3), ("Brunnen", "ideas", 1), ("Mauer", "evaluation", 2)):
        project = save_entry(ParticipationProject(name=name, status="published", geom=OLD_TOWN), by="test")
        Phase.objects.create(
            project=project, kind=kind, starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=last)
        )
        publish("participation_project", [project.pk])
    text = page(client, "/").text
    assert text.index("Brunnen") < text.index("Marktplatz")
    assert "Umfrage bis" in text
    assert "Mauer" not in text
    assert "Marktplatz" in page(client, "/gebiete/09663000/").text
    assert "Marktplatz" not in page(client, "/gebiete/09679170/").text


@with_entries
@pytest.mark.parametrize(("first", "said"), [(-1, "hier: Am Platz"), (2, "Ab ")])
def test_the_start_page_says_where_the_moving_heimatforum_stands(client: Client, first: int, said: str) -> None:
    forum = save_entry(Heimatforum(name="Rondell", status="published", moves=True, geom=VILLAGE), by="test")
    start = timezone.now() + timedelta(days=first)
    Stay.objects.create(
        heimatforum=forum, place_name="Am Platz", geom=OLD_TOWN, starts_at=start, ends_at=start + timedelta(days=5)
    )
    publish("heimatforum", [forum.pk])
    text = page(client, "/").text
    assert "Rondell" in text
    assert said in text


def test_an_empty_portal_says_so(client: Client) -> None:
    for path in ("/", "/themen/", "/gebiete/"):
        assert "Es ist noch nichts veröffentlicht." in page(client, path).text
    assert "Zu diesem Thema ist noch nichts veröffentlicht." in page(client, "/themen/association/").text


@with_entries
def test_topics_from_a_to_z_are_sorted_as_people_look_them_up(client: Client) -> None:
    save_entry(Association(name="Chor", status="published", geom=VILLAGE, topics=["ageing", "grief"]), by="test")
    turn()
    found = page(client, "/themen/")
    wanted = ["Älter werden", "Apotheke", "Gemeinden und Stadtbezirke", "Schule", "Trauer"]
    places = [found.text.index(f"{words} ") for words in wanted]
    assert places == sorted(places)
    assert "/karte/?layers=association&topics=grief" in links(found)
    assert "/karte/?layers=place&kind=pharmacy" in links(found)
    assert "/themen/association/" in links(found)


@with_entries
def test_states_are_no_topics(client: Client) -> None:
    save_entry(ParticipationProject(name="Platz", status="published", state="planned", geom=OLD_TOWN), by="test")
    turn()
    assert "kind=planned" not in str(links(page(client, "/themen/")))


def test_a_topic_says_where_it_comes_from_and_how_to_take_it_along(client: Client, stock: dict[str, str]) -> None:
    Association.objects.filter(pk=stock["singers"]).update(last_confirmed_at=timezone.now())
    publish("association", None)
    turn()
    found = page(client, "/themen/association/")
    assert "1 von 2 Einträgen (50 %)" in found.text
    assert {stock["club"], stock["singers"]} == set(cards(found))
    assert "/ogc/collections/association/items?f=json&limit=10000" in links(found)
    assert "/en/tiles/association.json" in links(page(client, "/en/themen/association/"))


@with_entries
def test_a_long_topic_has_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontend.paging.ENTRIES_PER_PAGE", 1)
    first, second = page(client, "/themen/association/"), page(client, "/themen/association/?page=2")
    assert len(cards(first)) == len(cards(second)) == 1
    assert cards(first) != cards(second)
    assert cards(page(client, "/themen/association/?page=99")) == cards(second)


@with_entries
@pytest.mark.parametrize("asked", ["0", "-1", "x", "٣", "1" * 9, ""])
def test_a_page_that_is_no_number_is_refused(client: Client, asked: str) -> None:
    assert "ganze Zahl" in page(client, f"/themen/association/?page={asked}", status=400).text


@pytest.mark.parametrize("path", ["/themen/secret/", "/gebiete/12345678/", "/gebiete/%00/", "/themen/a%20b/"])
def test_what_is_not_there_answers_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@with_entries
def test_an_area_says_what_it_has_and_who_has_the_rest(client: Client) -> None:
    city, village = page(client, "/gebiete/09663000/"), page(client, "/gebiete/09679170/")
    assert "/karte/?layers=sports_facility&area=09663000" in links(city)
    assert "Bolzplatz" in city.text
    assert "Hier gibt es nichts dazu. In der Nachbarschaft:" in village.text
    assert "/karte/?layers=sports_facility&area=09663000" in links(village)
    assert "/gebiete/09679170/" in links(city)
    assert "/gebiete/0966300001/" in links(city)


@with_entries
def test_a_district_names_its_municipality_but_not_as_a_neighbour(client: Client) -> None:
    found = page(client, "/gebiete/0966300001/")
    assert "/gebiete/09663000/" in links(found)
    assert "Nachbarschaft" not in found.text.split("Was es hier gibt")[0]


@with_entries
def test_names_of_entries_are_escaped_everywhere(client: Client) -> None:
    for path in ("/themen/association/", "/gebiete/09663000/"):
        assert b"<b>Birnen</b>" not in client.get(path).content


@pytest.mark.parametrize("path", ["/", "/themen/", "/gebiete/", "/hilfe/"])
def test_the_navigation_says_where_one_is(client: Client, path: str) -> None:
    found = page(client, path)
    current = [each["href"] for each in found.all("a") if "aria-current" in each]
    assert current == {"/themen/": ["/themen/"], "/gebiete/": ["/themen/"], "/hilfe/": ["/hilfe/"]}.get(path, [])
