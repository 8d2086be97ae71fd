"""The page of a run: on its way, done, stale, released; its map and what can be taken away."""

import json

import pytest
from django.contrib.gis.geos import Point
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analysis import services, staleness
from analysis.models import Run
from layers.services import save_entry
from tests.analysis.conftest import Town, asked, worked
from tests.conftest import OLD_TOWN, turn
from tests.planning.test_question_form import VALID


def text_of(client: Client, run: Run, query: str = "") -> str:
    response = client.get(f"/planung/auswertungen/{run.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_on_its_way_it_tells_how_far_it_is_and_can_be_cancelled(planner: Client, town: Town) -> None:
    run = asked(town)
    page = text_of(planner, run)
    assert '<noscript><meta http-equiv="refresh"' in page
    assert f'data-url="/planung/auswertungen/{run.pk}/stand.json"' in page
    assert planner.get(f"/planung/auswertungen/{run.pk}/stand.json").json() == {
        "progress": 0,
        "words": "wartet",
        "isUnderWay": True,
    }
    assert planner.get(f"/planung/auswertungen/{run.pk}/nachweis.json").status_code == 409
    planner.post(f"/planung/auswertungen/{run.pk}/abbrechen/")
    run.refresh_from_db()
    assert run.status == "cancelled"
    assert "abgebrochen" in text_of(planner, run)


@pytest.mark.parametrize("question", VALID)
def test_done_it_shows_the_answer_of_every_question(planner: Client, town: Town, question: str) -> None:
    planner.post(f"/planung/fragen/{question}/", VALID[question])
    run = worked(Run.objects.get())
    assert run.status == "done", run.failure
    page = text_of(planner, run)
    assert run.sentence in page
    for sentence in run.log:
        assert sentence in page
    told = json.loads(page.split('id="map-config" type="application/json">')[1].split("</script>")[0])
    address = told.get("surfaces") or told["shapes"]
    features = planner.get(address).json()["features"]
    assert features
    assert {str(each["properties"]["class"]) for each in features} <= set(told["colours"])
    if told["places"]:
        names = {each["properties"]["name"] for each in planner.get(told["places"]).json()["features"]}
        assert names == set(town.places)


def test_the_map_holds_the_units_that_the_table_holds(planner: Client, town: Town) -> None:
    run = worked(asked(town, minutes=12))
    address = f"/planung/auswertungen/{run.pk}/karte.geojson"
    features = planner.get(f"{address}?table=units&column=minutes_foot").json()["features"]
    assert sorted(each["properties"]["people"] for each in features) == [12, 25, 40, 80]
    assert {each["geometry"]["type"] for each in features} == {"MultiPolygon"}
    areas = planner.get(f"{address}?table=areas&column=within_foot").json()["features"]
    assert [each["properties"]["name"] for each in areas] == ["Würzburg"]
    for wrong in ("", "?table=units", "?table=units&column=id", "?table=units&column=population", "?table=x&column=y"):
        assert planner.get(address + wrong).status_code == 404


def test_tables_are_sorted_by_their_headings(planner: Client, town: Town) -> None:
    run = worked(asked(town, "catchment", profiles=["foot"]))
    rising = text_of(planner, run, "?sort=facilities.name")
    assert rising.index('<th scope="row">Bahn ohne Zeiten') < rising.index('<th scope="row">Platz Ost')
    falling = text_of(planner, run, "?sort=-facilities.name")
    assert falling.index('<th scope="row">Platz Ost') < falling.index('<th scope="row">Bahn ohne Zeiten')
    assert 'aria-sort="descending"' in falling
    assert "aria-sort" not in text_of(planner, run, "?sort=facilities.none")


def test_stale_it_names_what_has_changed_and_is_done_again(planner: Client, town: Town) -> None:
    run = worked(asked(town))
    place = town.places["Platz Ost"]
    place.geom = Point(OLD_TOWN.x + 300, OLD_TOWN.y, srid=25832)
    save_entry(place, by="test")
    turn()
    staleness.look()
    page = text_of(planner, Run.objects.get())
    assert "geändert: Platz Ost" in page
    assert "Neu rechnen" in page
    response = planner.post(f"/planung/auswertungen/{run.pk}/neu/")
    again = Run.objects.exclude(pk=run.pk).get()
    assert response.headers["Location"] == f"/planung/auswertungen/{again.pk}/"
    assert again.parameters == run.parameters
    assert "geändert" not in text_of(planner, again)


def test_a_result_is_released_and_withdrawn(planner: Client, town: Town) -> None:
    run = worked(asked(town))
    assert "Ergebnis veröffentlichen" in text_of(planner, run)
    planner.post(f"/planung/auswertungen/{run.pk}/veroeffentlichen/")
    run.refresh_from_db()
    assert (run.released_at is not None, run.released_by) == (True, town.analyst)
    assert "Ergebnis zurückziehen" in text_of(planner, run)
    planner.post(f"/planung/auswertungen/{run.pk}/zurueckziehen/")
    run.refresh_from_db()
    assert (run.released_at, run.released_by) == (None, None)


def test_what_is_not_done_is_not_released(planner: Client, town: Town) -> None:
    run = asked(town)
    assert planner.post(f"/planung/auswertungen/{run.pk}/veroeffentlichen/").status_code == 409
    run.refresh_from_db()
    assert run.released_at is None


def test_titles_are_texts(planner: Client, town: Town) -> None:
    title = "<img src=x onerror=pwn()>"
    wanted = {"facilities": {"layers": ["sports_facility"]}}
    run = worked(services.start("nearest", wanted, by=town.analyst, title=title))
    for page in (text_of(planner, run), planner.get("/planung/").content.decode()):
        assert title not in page
        assert "&lt;img src=x onerror=pwn()&gt;" in page


def test_lists_ask_as_much_for_many_runs_as_for_few(planner: Client, town: Town) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connections["default"]) as asked_now:
            assert planner.get(address).status_code == 200
        return len(asked_now)

    asked(town, minutes=1)
    planner.get("/planung/")
    few = {address: queries(address) for address in ("/planung/", "/planung/auswertungen/")}
    for minutes in range(2, 9):
        asked(town, minutes=minutes)
    assert {address: queries(address) for address in few} == few
