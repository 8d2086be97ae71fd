"""The forms of the questions: what they ask, what they refuse, and that what they say is what a run takes."""

import re

import pytest
from django.test import Client

from analysis.models import Run
from analysis.questions import QUESTIONS
from planning.question_form import DECAYS, QuestionForm, initial_of
from tests.analysis.conftest import Town, asked
from tests.payloads import PAYLOADS

PEOPLE = {"layers": ["sports_facility"], "profiles": ["foot"], "minutes": "15"}
VALID = {
    **dict.fromkeys(("nearest", "catchment", "fifteen-minute", "fairness"), PEOPLE),
    "cumulative-opportunities": PEOPLE | {"decay": "gaussian", "amount": "usable_area_m2"},
    "supply-ratio": PEOPLE | {"method": "2sfca"},
    "isochrone": {"point": "49.7913, 9.9307", "profile": "foot", "minutes": "5, 10", "shape": "polygon"},
    "route": {"from": "49,7913 9,9307", "to": "49.7950, 9.9307", "profile": "bike"},
}


def test_every_question_is_asked_with_its_form(planner: Client) -> None:
    assert set(VALID) == set(QUESTIONS)
    for question, sent in VALID.items():
        page = planner.get(f"/planung/fragen/{question}/").content.decode()
        for name in QuestionForm(QUESTIONS[question]).fields:
            assert f'id="{name}"' in page, (question, name)
        response = planner.post(f"/planung/fragen/{question}/", sent | {"title": f"Titel {question}"})
        assert response.status_code == 303, response.content.decode()[:4000]
        run = Run.objects.get(pk=response.headers["Location"].strip("/").split("/")[-1])
        assert (run.question, run.title) == (question, f"Titel {question}")


def test_what_is_chosen_arrives_in_the_run(planner: Client) -> None:
    sent = PEOPLE | {
        "kind": ["sports_facility:single_hall"],
        "area": ["09663000"],
        "profiles": ["foot", "wheelchair"],
        "depart_at": "2026-11-30T09:05",
    }
    response = planner.post("/planung/fragen/nearest/", sent)
    assert response.status_code == 303
    assert Run.objects.get().parameters == {
        "facilities": {"layers": ["sports_facility"], "kind": ["single_hall"]},
        "area": ["09663000"],
        "profiles": ["foot", "wheelchair"],
        "minutes": 15.0,
        "depart_at": "2026-11-30T09:05+01:00",
    }


def test_errors_stand_at_their_fields_and_lead_there(planner: Client) -> None:
    response = planner.post("/planung/fragen/nearest/", {"minutes": "999", "depart_at": "bald"})
    page = response.content.decode()
    assert response.status_code == 400
    for name in ("layers", "profiles", "minutes", "depart_at"):
        assert f'<a href="#{name}">' in page
        assert f'id="{name}-error"' in page
    assert "<title>Angaben prüfen: " in page
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": ["place:school"]}, "kind"),
        ({"layers": ["none"]}, "layers"),
        ({"layers": ["population"]}, "layers"),
        ({"area": ["00000000"]}, "area"),
        ({"profiles": ["rocket"]}, "profiles"),
        ({"minutes": "nan"}, "minutes"),
        ({"minutes": "inf"}, "minutes"),
        ({"minutes": "0"}, "minutes"),
        ({"confirmed_since": "gestern"}, "confirmed_since"),
        ({"depart_at": "2026-03-29T02:30"}, "depart_at"),
        ({"title": "x" * 201}, "title"),
        ({"title": "\x00"}, "title"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(planner: Client, wrong: dict[str, object], field: str) -> None:
    response = planner.post("/planung/fragen/nearest/", PEOPLE | wrong)
    assert response.status_code == 400
    assert f'<a href="#{field}">' in response.content.decode()


@pytest.mark.parametrize("point", ["", "0, 0", "99,9 99,9", "Nirgendstraße 1", "nan, nan", "x" * 500, "\x00"])
def test_a_start_point_must_be_a_place_of_the_region(planner: Client, point: str) -> None:
    response = planner.post("/planung/fragen/isochrone/", VALID["isochrone"] | {"point": point})
    assert response.status_code == 400
    assert '<a href="#point">' in response.content.decode()


@pytest.mark.parametrize("minutes", ["", "0", "5, x", "500", "1,2,3,4,5,6,7", "nan"])
def test_minutes_of_an_isochrone_are_a_few_numbers(planner: Client, minutes: str) -> None:
    response = planner.post("/planung/fragen/isochrone/", VALID["isochrone"] | {"minutes": minutes})
    assert response.status_code == 400
    assert '<a href="#minutes">' in response.content.decode()


def test_texts_of_others_are_shown_as_texts(planner: Client) -> None:
    for text in PAYLOADS:
        page = planner.post("/planung/fragen/isochrone/", {"point": text, "title": text}).content.decode()
        assert text not in page or "<" not in text


def test_an_unknown_question_is_not_there(planner: Client) -> None:
    assert planner.get("/planung/fragen/none/").status_code == 404


def test_the_form_begins_like_an_earlier_run(planner: Client, town: Town) -> None:
    run = asked(town, minutes=42, area=["09663000"], profiles=["bike"])
    page = planner.get(f"/planung/fragen/nearest/?wie={run.pk}").content.decode()
    assert 'name="minutes" value="42"' in page
    assert 'value="bike" id="profiles_3" checked' in page
    assert 'value="09663000" id="area_0_1" checked' in page
    for other in ("x", "00000000-0000-0000-0000-000000000000"):
        assert planner.get(f"/planung/fragen/nearest/?wie={other}").status_code == (200 if other == "x" else 404)


def test_parameters_go_through_the_form_unchanged(town: Town) -> None:
    for question, sent in VALID.items():
        first = QuestionForm(QUESTIONS[question], sent)
        assert first.is_valid(), first.errors
        shown = initial_of(QUESTIONS[question], first.parameters())
        again = QuestionForm(QUESTIONS[question], {name: value for name, value in shown.items() if value is not None})
        assert again.is_valid(), again.errors
        assert again.parameters() == first.parameters()


def test_every_decay_that_is_offered_is_one() -> None:
    question = QUESTIONS["cumulative-opportunities"]
    for make in DECAYS.values():
        decay = make(30.0)
        assert question.checked({"facilities": {"layers": ["place"]}, "decay": decay})["decay"] == decay


def test_the_form_speaks_english(planner: Client) -> None:
    page = planner.get("/en/planung/fragen/nearest/").content.decode()
    assert "What should be reached?" in page


CLOSED = '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "Baustelle"}, \
"geometry": {"type": "Point", "coordinates": [9.93, 49.79]}}]}'


def test_a_scenario_is_pasted_and_comes_back(planner: Client) -> None:
    response = planner.post("/planung/fragen/isochrone/", VALID["isochrone"] | {"scenario": CLOSED})
    assert response.status_code == 303, response.content.decode()[:4000]
    run = Run.objects.get()
    (feature,) = run.parameters["scenario"]["features"]
    assert feature == {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Point", "coordinates": [9.93, 49.79]},
    }
    page = planner.get(response.headers["Location"]).content.decode()
    assert "1 Weg gesperrt" in page
    again = QuestionForm(
        QUESTIONS["isochrone"], VALID["isochrone"] | initial_of(QUESTIONS["isochrone"], run.parameters)
    )
    assert again.is_valid(), again.errors
    assert again.parameters() == run.parameters


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Baustelle an der Brücke", "Das ist kein GeoJSON"),
        ("[" * 20_000, "Das ist kein GeoJSON"),
        ("[]", "nicht so, wie es hier gebraucht wird"),
        (CLOSED.replace("9.93", "11.5"), "liegt nicht in der Region"),
        (CLOSED.replace("9.93", "NaN"), "GeoJSON|Position|Zahl"),
        (CLOSED.replace("Baustelle", "x" * 60_000), "höchstens 50000 Zeichen"),
    ],
)
def test_what_is_no_scenario_stands_at_its_field(planner: Client, text: str, sentence: str) -> None:
    response = planner.post("/planung/fragen/isochrone/", VALID["isochrone"] | {"scenario": text})
    page = response.content.decode()
    assert response.status_code == 400
    assert re.search(sentence, page)
    assert 'id="scenario-error"' in page
    assert not Run.objects.exists()
