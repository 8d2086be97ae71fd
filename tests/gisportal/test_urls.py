"""The whole access policy on one page: every address and who may ask for it. A new address without a row fails."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

# What anyone may read, with an example of each address. Nothing of it can be written to.
EVERYONE = {
    "": "/",
    "karte/": "/karte/",
    "karte/liste/": "/karte/liste/",
    "karte/kurz/": "/karte/kurz/",
    "karte/stand/": "/karte/stand/",
    "mein-ort/": "/mein-ort/",
    "karte/zeichen.css": "/karte/zeichen.css",
    "karte/<slug:layer>/<slug:entry_id>/": "/karte/association/none/",
    "karte/<slug:layer>/<slug:entry_id>/kurz/": "/karte/association/none/kurz/",
    "karte/<slug:layer>/<slug:entry_id>/weg/": "/karte/association/none/weg/",
    "suche/": "/suche/",
    "themen/": "/themen/",
    "themen/<slug:layer>/": "/themen/association/",
    "gebiete/": "/gebiete/",
    "gebiete/<slug:key>/": "/gebiete/none/",
    "auswertungen/": "/auswertungen/",
    "auswertungen/<slug:result_id>/": "/auswertungen/none/",
    "auswertungen/<slug:result_id>/karte.json": "/auswertungen/none/karte.json",
    "auswertungen/<slug:result_id>/nachweis.json": "/auswertungen/none/nachweis.json",
    "auswertungen/<slug:result_id>/gemeinden.csv": "/auswertungen/none/gemeinden.csv",
    "melden/": "/melden/",
    "melden/danke/": "/melden/danke/",
    "melden/<slug:layer>/<slug:entry_id>/": "/melden/association/none/",
    "hilfe/": "/hilfe/",
    "drucken/": "/drucken/",
    "einbetten/": "/einbetten/",
    "embed/": "/embed/",
    "quellen/": "/quellen/",
    "impressum/": "/impressum/",
    "datenschutz/": "/datenschutz/",
    "barrierefreiheit/": "/barrierefreiheit/",
    "leichte-sprache/": "/leichte-sprache/",
    "gebaerdensprache/": "/gebaerdensprache/",
    "tiles/style.json": "/tiles/style.json",
    "tiles/basemap.json": "/tiles/basemap.json",
    "tiles/basemap.svg": "/tiles/basemap.svg?map=12/49.79/9.93&width=680&height=460",
    "tiles/basemap/<str:z>/<str:x>/<str:y>.pbf": "/tiles/basemap/0/0/0.pbf",
    "tiles/<slug:layer>.json": "/tiles/association.json",
    "tiles/<slug:layer>/<str:z>/<str:x>/<str:y>.pbf": "/tiles/association/0/0/0.pbf",
    "ogc": "/ogc",
    "ogc/": "/ogc/",
    "ogc/api": "/ogc/api",
    "ogc/conformance": "/ogc/conformance",
    "ogc/collections": "/ogc/collections",
    "ogc/collections/climate_station/latest": "/ogc/collections/climate_station/latest",
    "ogc/collections/<str:layer_id>": "/ogc/collections/association",
    "ogc/collections/<str:layer_id>/items": "/ogc/collections/association/items",
    "ogc/collections/<str:layer_id>/items/<anytext:item_id>": "/ogc/collections/association/items/none",
    "ogc/processes": "/ogc/processes",
    "ogc/processes/<str:process_id>": "/ogc/processes/isochrone",
}
# Analyses for programs: tests/ogc/processes/test_authorisation.py says who may do what.
BY_TOKEN = {
    "ogc/processes/<str:process_id>/execution",
    "ogc/jobs",
    "ogc/jobs/<str:job_id>",
    "ogc/jobs/<str:job_id>/results",
    "ogc/jobs/<str:job_id>/results/<str:name>",
}
# What is also asked by POST, since a search word or a position must stand in no address, with an example of a body. It
# changes nothing, asks for no token and sets no cookie, and nobody keeps the answer.
ASKED_BY_POST = {
    "karte/": "q=chor",
    "karte/liste/": "near=9.93,49.79",
    "karte/kurz/": "near=9.93,49.79&entries=association/none",
    "karte/<slug:layer>/<slug:entry_id>/kurz/": "near=9.93,49.79",
    "karte/<slug:layer>/<slug:entry_id>/weg/": "near=9.93,49.79",
    "drucken/": "",
    "mein-ort/": "near=9.93,49.79",
    "suche/": "q=chor",
}
# What is asked by POST alone, with its address.
ONLY_BY_POST = {
    "karte/punkte/": ("/karte/punkte/", "q=chor"),
    "suche/vorschlaege/": ("/suche/vorschlaege/", "q=chor"),
}
# Of these, forms that anyone may send without a cookie: what comes from another site is refused (frontend/report.py).
FORMS = {"/melden/", "/melden/association/none/"}
# Everything below asks for a signed-in member of staff; tests/layers/admin says which role may do what.
STAFF = "verwaltung/"
# The planners' workspace has a table of its own: tests/planning/test_permissions.py.
WORKSPACE = "planung/"
# The administration's own doors, which must open for somebody who is not signed in yet.
DOORS = {"verwaltung/login/", "verwaltung/logout/", "verwaltung/jsi18n/"}


def addresses(resolver: object, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:  # type: ignore[attr-defined]
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path
        else:
            yield from addresses(pattern, path)


def all_addresses() -> set[str]:
    return {
        path for urlconf in ("gisportal.urls", "gisportal.published_urls") for path in addresses(get_resolver(urlconf))
    }


def test_every_address_has_a_row() -> None:
    assert {path for path in all_addresses() if not path.startswith((STAFF, WORKSPACE))} == {
        *EVERYONE,
        *ONLY_BY_POST,
        *BY_TOKEN,
    }


@pytest.mark.usefixtures("published_in_test")
@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("address", EVERYONE)
def test_anyone_may_read_and_nobody_may_write(client: Client, address: str, language: str) -> None:
    path = EVERYONE[address]
    response = client.get(language + path)
    assert response.status_code in (200, 204, 301, 404)
    assert "verwaltung" not in response.headers.get("Location", "")
    assert response.cookies == {}
    for method in (client.put, client.patch, client.delete):
        assert method(language + path).status_code == 405
    if address not in ASKED_BY_POST:
        assert client.post(language + path).status_code == (403 if path in FORMS else 405)


@pytest.mark.usefixtures("published_in_test")
@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("address", [*ASKED_BY_POST, *ONLY_BY_POST])
def test_what_may_stand_in_no_address_is_asked_by_post_and_kept_by_nobody(address: str, language: str) -> None:
    path, sent = ONLY_BY_POST.get(address) or (EVERYONE[address], ASKED_BY_POST[address])
    client = Client(enforce_csrf_checks=True)
    with CaptureQueriesContext(connections["default"]) as written:
        response = client.post(language + path, sent, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 404)
    assert response.cookies == {}
    assert response.status_code == 404 or response.headers["Cache-Control"] == "no-store"
    assert not [
        query for query in written if not query["sql"].lstrip("( ").startswith(("SELECT", "WITH", "SAVE", "SET"))
    ]
    if address in ONLY_BY_POST:
        assert client.get(language + path).status_code == 405


@pytest.mark.django_db
def test_the_administration_asks_who_one_is(client: Client) -> None:
    plain = [path for path in all_addresses() if path.startswith(STAFF) and "<" not in path and "(" not in path]
    assert len(plain) > 20
    for path in plain:
        if path not in DOORS:
            response = client.get("/" + path)
            assert response.status_code == 302, path
            assert response.headers["Location"].startswith("/verwaltung/login/"), path
