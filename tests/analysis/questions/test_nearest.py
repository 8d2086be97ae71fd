"""The nearest facilities from one position: which, how far, which way, and open on arrival."""

import pytest
import shapely
from django.contrib.auth.models import AnonymousUser

from analysis import services
from analysis.errors import NotAllowed, NoWay
from analysis.models import Run
from analysis.positions import in_metres, point_geometry
from analysis.questions import QUESTIONS
from analysis.results import Result
from published.errors import BadParameter
from published.filters import MAX_RADIUS_M
from tests.analysis.conftest import Town, asked, worked
from tests.conftest import OLD_TOWN
from tests.staff import person

NOBODY = AnonymousUser()
HERE = OLD_TOWN.transform(4326, clone=True).coords
SPORTS = {"facilities": {"layers": ["sports_facility"]}}


def from_here(**parameters: object) -> Result:
    """Ask from the middle of the old town, as nobody."""
    return services.answer("nearest", {**SPORTS, "point": list(HERE), **parameters}, by=NOBODY)


def test_the_nearest_come_first_with_minutes_distance_and_direction(town: Town) -> None:
    (table,) = from_here(minutes=30).tables
    rows = table.content()["values"]
    assert rows["name"] == ["Halle Mitte", "Bahn ohne Zeiten", "Platz Ost"]
    # 5 km/h on streets that lead there straight.
    assert rows["minutes"] == [0.0, 7.2, 10.8]
    assert rows["distance_m"] == [0, 600, 900]
    assert rows["direction"][1:] == ["östlich", "östlich"]
    assert rows["id"][0] == f"sports_facility/{town.places['Halle Mitte'].pk}"
    east = shapely.from_geojson(shapely.to_geojson(shapely.Point(rows["geometry"][2]["coordinates"])))
    assert in_metres(east.coords[0]) == pytest.approx([OLD_TOWN.x + 900, OLD_TOWN.y], abs=0.1)


def test_the_limit_the_number_and_the_sentence(town: Town) -> None:
    assert from_here(minutes=10).tables[0].values["name"] == ["Halle Mitte", "Bahn ohne Zeiten"]
    assert from_here(minutes=30, most=1).tables[0].values["name"] == ["Halle Mitte"]
    assert from_here(minutes=30).sentence == "Der nächste Ort ist Halle Mitte, etwa eine Minute entfernt (Zu Fuß)."


def test_only_what_is_open_on_arrival(town: Town) -> None:
    """Closed at ten past nine; what nobody knows the hours of does not count."""
    found = from_here(minutes=30, depart_at="2026-11-30T09:20")
    assert found.tables[0].values["name"] == ["Platz Ost"]
    assert "bei der Ankunft geöffnet" in found.log[-1]


def test_nothing_near_is_an_answer(town: Town) -> None:
    found = from_here(minutes=10, depart_at="2026-11-30T09:20")
    assert found.tables[0].content()["values"]["id"] == []
    assert found.sentence == "In 10 Minuten (Zu Fuß) ist keiner der gewählten Orte erreichbar."


def test_only_what_could_be_near_enough_is_taken(town: Town) -> None:
    nearest = QUESTIONS["nearest"]

    def taken(**parameters: object) -> list[str]:
        wanted = nearest.checked({**SPORTS, "point": list(HERE), **parameters})
        return nearest.select(wanted)["facilities"].column("name")

    assert taken(minutes=5) == ["Halle Mitte"]
    assert len(taken(minutes=30)) == 3
    # Further than a filter may ask around: all are taken.
    assert QUESTIONS["nearest"].checked({**SPORTS, "point": list(HERE), "minutes": 120, "profile": "car"})
    assert MAX_RADIUS_M < 100_000
    assert len(taken(minutes=120, profile="car")) == 3


def test_a_position_and_people_do_not_go_together(town: Town) -> None:
    nearest = QUESTIONS["nearest"]
    for more in ({"area": []}, {"profiles": ["foot"]}):
        with pytest.raises(BadParameter, match="gehen nicht zusammen"):
            nearest.checked({**SPORTS, "point": list(HERE), **more})
    for more in ({"profile": "foot"}, {"most": 3}):
        with pytest.raises(BadParameter, match="braucht auch"):
            nearest.checked({**SPORTS, **more})


def test_what_is_checked_can_be_checked_again(town: Town) -> None:
    """A receipt holds checked parameters."""
    nearest = QUESTIONS["nearest"]
    for given in ({**SPORTS}, {**SPORTS, "point": list(HERE)}):
        once = nearest.checked(given)
        assert nearest.checked(once) == once
    assert "most" not in nearest.checked(SPORTS)


def test_far_from_any_way(town: Town) -> None:
    with pytest.raises(NoWay):
        services.answer("nearest", {**SPORTS, "point": [9.8, 49.6]}, by=NOBODY)


def test_an_answer_at_once_is_that_of_the_run_and_leaves_nothing(town: Town) -> None:
    for question in ("nearest", "catchment", "supply-ratio", "fairness", "fifteen-minute", "cumulative-opportunities"):
        at_once = services.answer(question, {**SPORTS, "minutes": 30}, by=town.analyst)
        assert not Run.objects.filter(question=question).exists()
        assert at_once.hash() == worked(asked(town, question)).result_hash


def test_who_may_be_answered_at_once(town: Town) -> None:
    for question in ("nearest", "catchment"):
        with pytest.raises(NotAllowed):
            services.answer(question, SPORTS, by=NOBODY)
    with pytest.raises(BadParameter, match="Ohne Anmeldung"):
        from_here(minutes=61)
    assert services.answer("nearest", {**SPORTS, "point": list(HERE), "minutes": 61}, by=town.analyst).tables


def test_only_who_started_a_run_or_administers_owns_it(town: Town) -> None:
    run = asked(town)
    services.require_owner(run, by=town.analyst)
    services.require_owner(run, by=person("chef", "administrator"))
    with pytest.raises(NotAllowed):
        services.require_owner(run, by=person("kollege", "analyst"))


def test_a_position_goes_to_metres_and_back() -> None:
    assert point_geometry(in_metres(HERE))["coordinates"] == pytest.approx(HERE, abs=1e-6)
