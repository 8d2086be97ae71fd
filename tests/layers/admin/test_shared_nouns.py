"""Kinds of place, sources, organisations and areas: what entries refer to is published with them."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from layers.models import Area, Association, Organisation, Place, PlaceKind, PopulationCell, Source
from layers.services import save_entry, save_place_kinds
from published.models import PublicFeature, PublishedKind
from tests.conftest import OLD_TOWN, VILLAGE
from tests.forms import read_form

pytestmark = pytest.mark.usefixtures("published_in_test")
SignIn = Callable[[Person], Client]


def page(row: object, what: str = "change") -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{what}", args=[row.pk])


def edit(client: Client, row: object, **values: str) -> object:
    response = client.post(page(row), read_form(client.get(page(row))) | values)
    assert response.status_code == 302, response.context["errors"]
    return response


def test_a_kind_of_place_is_published_with_its_label(
    signed_in: SignIn, administrator: Person, areas: dict[str, Area]
) -> None:
    client = signed_in(administrator)
    add = reverse("admin:layers_placekind_add")
    client.post(add, read_form(client.get(add)) | {"code": "school", "label": "Schule"})
    kind = PlaceKind.objects.get()
    place = save_entry(Place(name="Jahnschule", kind=kind, status="published", geom=OLD_TOWN), by="test")
    edit(client, kind, label="Schulen", code="other")
    assert [(row.code, row.label) for row in PublishedKind.objects.all()] == [("school", "Schulen")]
    edit(client, kind, audience="staff")
    assert not PublishedKind.objects.exists()
    assert not PublicFeature.objects.filter(id=place.pk).exists()


def test_a_colour_that_is_none_gets_a_sentence(signed_in: SignIn, administrator: Person) -> None:
    client = signed_in(administrator)
    add = reverse("admin:layers_placekind_add")
    sent = read_form(client.get(add)) | {"code": "school", "label": "Schule", "colour": "blau"}
    assert "Eine Farbe schreibt man" in client.post(add, sent).content.decode()


def test_a_kind_that_places_have_stays(signed_in: SignIn, administrator: Person, areas: dict[str, Area]) -> None:
    used, unused = PlaceKind(code="school", label="Schule"), PlaceKind(code="shop", label="Laden")
    save_place_kinds([used, unused], by="test")
    save_entry(Place(name="Jahnschule", kind=used, geom=OLD_TOWN), by="test")
    client = signed_in(administrator)
    assert client.post(page(used, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(page(unused, "delete"), {"post": "yes"}).status_code == 302
    assert [row.code for row in PublishedKind.objects.all()] == ["school"]


def test_a_source_is_named_anew_in_all_that_came_from_it(
    signed_in: SignIn, administrator: Person, source: Source, areas: dict[str, Area]
) -> None:
    club = save_entry(Association(name="Ruderclub", status="published", geom=OLD_TOWN, source=source), by="test")
    client = signed_in(administrator)
    edit(client, source, attribution="© Stadt", key="other")
    assert PublicFeature.objects.one("association", club.pk).properties["attribution"] == "© Stadt"
    assert PublicFeature.objects.one("area", areas["city"].pk).properties["attribution"] == "© Stadt"
    assert client.post(page(source, "delete"), {"post": "yes"}).status_code == 403


def test_an_organisation_is_named_anew_in_what_it_runs(
    signed_in: SignIn, region_editor: Person, areas: dict[str, Area]
) -> None:
    body = Organisation.objects.create(name="Verband")
    club = save_entry(Association(name="Ruderclub", status="published", geom=OLD_TOWN, organisation=body), by="test")
    edit(signed_in(region_editor), body, name="Stadtverband", website="verband.example")
    assert PublicFeature.objects.one("association", club.pk).properties["organisation"] == "Stadtverband"
    body.refresh_from_db()
    assert body.website == "https://verband.example"


def test_a_new_outline_moves_entries_to_another_municipality(
    signed_in: SignIn, administrator: Person, areas: dict[str, Area]
) -> None:
    club = save_entry(Association(name="Ruderclub", status="published", geom=VILLAGE), by="test")
    client = signed_in(administrator)
    square = [[9.5, 49.0], [10.5, 49.0], [10.5, 49.6], [9.5, 49.6], [9.5, 49.0]]
    edit(client, areas["village"], geom=json.dumps({"type": "Polygon", "coordinates": [square]}), population="11000")
    club.refresh_from_db()
    assert club.municipality_id is None
    assert PublicFeature.objects.one("association", club.pk).municipality is None
    assert PublicFeature.objects.one("area", "09679170").properties["population"] == 11000


def test_an_area_shows_its_history_and_is_never_deleted(
    signed_in: SignIn, administrator: Person, areas: dict[str, Area]
) -> None:
    client = signed_in(administrator)
    edit(client, areas["village"], name="Ochsenfurt am Main")
    assert "Ochsenfurt am Main" in client.get(page(areas["village"], "history")).content.decode()
    assert client.post(page(areas["village"], "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "district"}, "Ein Stadtbezirk gehört zu einer Gemeinde"),
        ({"geom": "49.79, 9.93"}, "Hier wird eine Fläche gebraucht."),
        ({"geom": ""}, "zwingend erforderlich"),
    ],
)
def test_a_wrong_area_gets_a_sentence(
    signed_in: SignIn, administrator: Person, areas: dict[str, Area], values: dict[str, str], sentence: str
) -> None:
    client = signed_in(administrator)
    sent = read_form(client.get(page(areas["village"]))) | values
    assert sentence in client.post(page(areas["village"]), sent).content.decode()


def test_an_area_key_has_digits(signed_in: SignIn, administrator: Person, areas: dict[str, Area]) -> None:
    client = signed_in(administrator)
    add = reverse("admin:layers_area_add")
    response = client.post(add, read_form(client.get(add)) | {"id": "9663", "name": "X"})
    assert "Der amtliche Schlüssel hat acht Ziffern" in response.content.decode()


def test_census_cells_are_only_looked_at(signed_in: SignIn, administrator: Person, source: Source) -> None:
    cell = PopulationCell.objects.create(
        id="CRS3035RES1000mN2954000E4292000",
        size_m=1000,
        year=2011,
        is_masked=True,
        source=source,
        geom="SRID=3035;POINT(4292500 2954500)",
    )
    client = signed_in(administrator)
    assert client.get(page(cell)).status_code == 200
    assert client.get(reverse("admin:layers_populationcell_changelist")).context["cl"].result_count == 1
    assert client.post(page(cell), {"population": "7"}).status_code == 403
    assert client.get(reverse("admin:layers_populationcell_add")).status_code == 403
    assert client.post(page(cell, "delete"), {"post": "yes"}).status_code == 403
