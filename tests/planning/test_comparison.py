"""Two runs compared: who is better off, in which direction, and what cannot be compared."""

import numpy as np
import pytest
from django.test import Client

from planning.choropleth import changes, choropleth
from planning.result import MapColumn, StoredTable
from tests.analysis.conftest import Town, asked, worked


def column(name: str, unit: str, values: list[float | None], people: list[float]) -> MapColumn:
    columns = [{"name": name, "label": name, "unit": unit, "decimals": 1}]
    table = StoredTable("units", "Einheiten", "people", columns, {"population": people, name: values})
    return MapColumn(table, name, name, unit, 1)


def test_fewer_minutes_are_blue_and_reach_won_or_lost_is_outermost() -> None:
    minutes = column("minutes_foot", "min", [0.0] * 5, [10, 20, 30, 40, 50])
    before = np.array([10.0, 10.0, 10.0, np.nan, 10.0])
    after = np.array([10.5, 4.0, 20.0, 9.0, np.nan])
    found = changes(minutes, before, after)
    middle = (len(found.classes) - 1) // 2
    assert found.numbers.tolist()[0] == middle
    assert found.numbers[1] < middle < found.numbers[2]
    assert found.numbers[3] == 0
    assert found.numbers[4] == len(found.classes) - 1
    assert (found.classes[0].colour, found.classes[-1].colour) == ("#0571b0", "#ca0020")
    assert sum(each.people for each in found.classes) == 150


def test_more_to_choose_from_is_blue() -> None:
    found = changes(column("reached_foot", "", [0.0, 0.0], [10, 10]), np.array([1.0, 5.0]), np.array([5.0, 1.0]))
    colours = {each.number: each.colour for each in found.classes}
    assert colours[found.numbers[0]].startswith(("#2166ac", "#0571b0"))
    assert colours[found.numbers[1]].startswith(("#b2182b", "#ca0020"))


def test_what_fell_is_striped_so_that_greyscale_tells_it_from_what_rose() -> None:
    minutes = column("minutes_foot", "min", [0.0] * 4, [10, 20, 30, 40])
    found = changes(minutes, np.array([10.0, 10.0, 10.0, 10.0]), np.array([10.0, 4.0, 20.0, 30.0]))
    middle = (len(found.classes) - 1) // 2
    assert found.fallen == [*range(middle)]
    assert [bool(each.strokes) for each in found.classes] == [True] * middle + [False] * (middle + 1)


def test_the_classes_of_minutes_are_round_and_the_nearest_is_bright() -> None:
    minutes = column("minutes_foot", "min", [1.0, 7.0, 12.0, 24.0, None], [10, 20, 30, 40, 50])
    found = choropleth(minutes)
    assert [each.words for each in found.classes][:2] == ["bis 5", "über 5 bis 10"]
    assert found.classes[0].colour == "#fde725"
    assert (found.classes[-1].words, found.classes[-1].people) == ("nicht in dieser Zeit", 50)
    assert found.numbers[-1] == -1
    assert sum(each.percent for each in found.classes) == pytest.approx(100)


@pytest.mark.parametrize("values", [[None, None], [3.0, 3.0], [0.0, 1.0]])
def test_few_different_values_make_few_classes(values: list[float | None]) -> None:
    found = choropleth(column("reached_foot", "", values, [10, 10]))
    assert sum(each.people for each in found.classes) == 20
    assert len(found.classes) <= 3


def test_a_comparison_says_who_is_better_off(planner: Client, town: Town) -> None:
    walking = worked(asked(town, "cumulative-opportunities", minutes=5))
    longer = worked(asked(town, "cumulative-opportunities", minutes=15))
    address = f"/planung/vergleich/{walking.pk}/{longer.pk}/"
    page = planner.get(address).content.decode()
    assert "schlechter" in page
    assert "(0 %) schlechter" in page
    assert ">5<" in page
    assert ">15<" in page
    features = planner.get(f"{address}karte.geojson").json()["features"]
    assert len(features) == 4
    assert all(each["properties"]["value"] >= 0 for each in features)
    back = planner.get(f"/planung/vergleich/{longer.pk}/{walking.pk}/karte.geojson").json()["features"]
    assert all(each["properties"]["value"] <= 0 for each in back)
    areas = planner.get(f"{address}?column=areas.without_foot").content.decode()
    assert '<th scope="row">Würzburg</th>' in areas


def test_what_cannot_be_compared_is_refused_in_words(planner: Client, town: Town) -> None:
    done, other = worked(asked(town)), worked(asked(town, "fairness"))
    waiting = asked(town, minutes=5)
    assert planner.get(f"/planung/vergleich/{done.pk}/{other.pk}/").status_code == 400
    assert planner.get(f"/planung/vergleich/{done.pk}/{waiting.pk}/").status_code == 409
    assert planner.get("/planung/vergleich/?before=x&after=y").status_code == 400
