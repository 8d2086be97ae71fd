"""The still map of a released result: municipalities in five classes, bright where people are well off."""

import pytest

from frontend.result_picture import _class_of, share_picture
from frontend.results import result_of
from frontend.sources import stock
from layers.models import Area
from layers.services import settle_areas
from tests.conftest import turn
from tests.released import done_run, release
from tests.staff import person


@pytest.mark.parametrize(("percent", "number"), [(0, 0), (20, 0), (21, 1), (40, 1), (80, 3), (81, 4), (100, 4)])
def test_a_share_on_a_limit_belongs_to_the_lower_class(percent: int, number: int) -> None:
    assert _class_of(percent, is_bad=False) == number
    assert _class_of(percent, is_bad=True) == 4 - number


@pytest.mark.usefixtures("published_in_test")
def test_municipalities_fill_the_picture_in_their_classes(areas: dict[str, Area]) -> None:
    settle_areas()
    run = release(done_run({"09663000": 70, "09679170": 0, "09999999": 50}), by=person("planung", "analyst"))
    turn()
    result = result_of(run.public_id, stock())
    assert result
    picture = share_picture(result, stock())
    assert picture
    assert {shape.number: shape.percent for shape in picture.shapes} == {3: 70, 0: 0}  # the third has no outline
    numbers = [
        [tuple(map(float, pair.split())) for pair in shape.path.strip("MZ").split("L")] for shape in picture.shapes
    ]
    across = [x for path in numbers for x, _y in path]
    down = [y for path in numbers for _x, y in path]
    assert (min(across), max(across)) == (0, picture.width)
    assert min(down) == 0
    assert picture.height - 1 < max(down) <= picture.height


@pytest.mark.usefixtures("published_in_test")
def test_without_an_outline_there_is_no_picture() -> None:
    run = release(done_run({"09999999": 50}), by=person("planung", "analyst"))
    turn()
    result = result_of(run.public_id, stock())
    assert result
    assert share_picture(result, stock()) is None
