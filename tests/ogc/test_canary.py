"""What is not public appears in no answer of this room, however it is asked for."""

import json
import re

import pytest

from layers.models import Association
from layers.services import set_status
from published.catalogue import catalogue
from tests.conftest import turn
from tests.ogc.conftest import CANARY, HIDDEN, INTERNAL_PHONE, Ask

pytestmark = pytest.mark.usefixtures("region", "published_in_test")


def everything(ask: Ask, region: dict[str, str]) -> str:
    """Return the text of every answer that this room can give about the region."""
    paths = ["/", "/api", "/conformance", "/collections", "/collections/climate_station/latest"]
    for layer in catalogue:
        paths += [f"/collections/{layer.id}", f"/collections/{layer.id}/items"]
        paths += [f"/collections/{layer.id}/items/{item_id}" for item_id in region.values()]
    answers = [ask(path) for path in paths]
    answers += [ask(path, f="html") for path, found in zip(paths, answers, strict=True) if found.status_code == 200]
    return "\n".join(answer.content.decode() + str(answer.headers) for answer in answers)


def test_drafts_withdrawn_entries_and_internal_words_are_absent(ask: Ask, region: dict[str, str]) -> None:
    told = everything(ask, region)
    assert "Mainwiese" in told
    for hidden in (CANARY, CANARY.lower(), INTERNAL_PHONE, INTERNAL_PHONE.replace(" ", ""), "Geheimweg"):
        assert hidden not in told
    for word in (CANARY, "Entwurf", "Rueckzug", "Geheimweg", INTERNAL_PHONE):  # an answer repeats the question
        answer = json.loads(ask("/collections/association/items", q=word).content)
        assert (answer["numberMatched"], answer["features"]) == (0, [])


def test_the_exact_place_of_an_entry_that_hides_it_is_absent(ask: Ask, region: dict[str, str]) -> None:
    exact = HIDDEN.transform(4326, clone=True)
    told = everything(ask, region)
    near = rf"{exact.x:.3f}\d*, ?{exact.y:.3f}\d*"
    assert not re.search(near.replace(".", r"\."), told)
    box = f"{exact.x - 1e-4},{exact.y - 1e-4},{exact.x + 1e-4},{exact.y + 1e-4}"
    for query in ({"bbox": box}, {"near": f"{exact.x},{exact.y}", "radius": 20}):
        assert b"Verschwiegener Kreis" not in ask("/collections/association/items", **query).content


def test_a_withdrawn_entry_leaves_at_once(ask: Ask, region: dict[str, str]) -> None:
    item_id = region["Verschwiegener Kreis"]
    path = f"/collections/association/items/{item_id}"
    tag = ask(path)["ETag"]
    set_status(Association, [item_id], "withdrawn", by="test")
    turn()
    assert ask(path).status_code == 404
    assert ask(path, headers={"if-none-match": tag}).status_code == 404
    assert "Verschwiegener Kreis" not in everything(ask, region)
