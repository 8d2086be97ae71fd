"""One search over topics, areas, addresses and entries."""

import pytest

from layers.models import Area, Association, Place, PlaceKind, SupportService
from layers.services import save_entry, save_place_kinds, set_status, settle_areas
from published.filters import FeatureFilter
from published.models import PublicFeature
from published.search import search
from tests.conftest import OLD_TOWN, VILLAGE, turn


@pytest.fixture
def entries(published_in_test: None, areas: dict[str, Area]) -> dict[str, str]:
    """Some entries by a short name: their ids. Their words are in the vocabulary, as after a commit."""
    settle_areas()
    save_place_kinds([PlaceKind(code="pharmacy", label="Apotheke", label_en="Pharmacy", icon="pill")], by="test")
    made = {
        "mood": SupportService(name="Selbsthilfegruppe Depression", topics=["mental_health"], geom=OLD_TOWN),
        "choir": Association(name="Männergesangverein Harmonie", name_en="Harmony men's choir", geom=VILLAGE),
        "hall": Association(name="Turn- und Sportverein Höchberg", geom=OLD_TOWN),
        "pharmacy": Place(name="Löwen-Apotheke", kind_id="pharmacy", geom=OLD_TOWN),
    }
    for entry in made.values():
        entry.status = "published"
        save_entry(entry, by="test")
    turn()
    return {name: entry.pk for name, entry in made.items()}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Selbsthilfe depresion", "mood"),
        ("selbsthilfegruppe", "mood"),
        ("maennergesang harmonie", "choir"),
        ("Mannergesangferein", "choir"),
        ("men's choir", "choir"),
        ("Turn Verein Hoechberg", "hall"),
        ("Höchberg Sportvrein", "hall"),
        ("Löwenapotheke", "pharmacy"),
    ],
)
def test_an_entry_is_found_however_it_is_written(entries: dict[str, str], text: str, name: str) -> None:
    assert entries[name] in [hit.ref for hit in search(text)][:2]
    found = PublicFeature.objects.matching(FeatureFilter(text=text)).by_relevance(text)
    assert found[0].id == entries[name]


def test_a_category_is_an_answer(entries: dict[str, str]) -> None:
    hit = search("Apoteke")[0]
    assert (hit.what, hit.layer, hit.ref) == ("topic", "place", "kind:pharmacy")


def test_an_area_is_an_answer(entries: dict[str, str]) -> None:
    hit = search("ochsenfurt")[0]
    assert (hit.what, hit.ref) == ("area", "09679170")


def test_the_words_of_a_withdrawn_entry_leave_with_it(entries: dict[str, str]) -> None:
    set_status(SupportService, [entries["mood"]], "withdrawn", by="test")
    assert search("Selbsthilfe depresion") == []
    turn()
    assert search("depresion") == []


@pytest.mark.parametrize(
    "text", ["", " ", "%", "_%_", "\0", "'; DROP TABLE x; --", "🙂", "a" * 10_000, "x " * 5_000, "\x07"]
)
def test_anything_may_be_written(entries: dict[str, str], text: str) -> None:
    search(text)
