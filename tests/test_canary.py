"""Canaries: what is not public must be absent from every public answer, whatever the address, format or filter."""

import gzip
import re
from collections import deque

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from analysis import services
from layers.models import Area, Association, Place, PlaceKind, SportsFacility, SupportService
from layers.services import propose_change, save_entry, save_place_kinds, set_status, settle_areas
from published.catalogue import catalogue
from tests.conftest import turn
from tests.released import done_run, release
from tests.staff import person

WORD = "kanarienvogel"
START = [
    "/",
    "/en/",
    "/karte/",
    "/en/karte/",
    "/auswertungen/",
    "/quellen/",
    "/ogc/",
    "/en/ogc/",
    "/tiles/style.json?theme=light",
]
# Where the hidden entry really is: six decimals of its position must be nowhere.
HIDDEN = Point(9.9317531, 49.7961337, srid=4326).transform(25832, clone=True)
LINK = re.compile(r"""(?:href|src|action)="([^"#]+)"|"(?:href|tiles|url)"\s*:\s*\[?"([^"]+)\"""")


@pytest.fixture
def canaries(published_in_test: None, areas: dict[str, Area]) -> set[str]:
    """Entries that are hidden in every way that the portal knows, among some that are public."""
    settle_areas()
    save_place_kinds([PlaceKind(code="bench", label="Bank")], by="test")
    save_place_kinds([PlaceKind(code="vacant", label=f"{WORD}-Art", audience="staff")], by="test")
    forms = (
        (Association, {"internal_phone": "0931/4711471147", "internal_contact": f"{WORD} intern"}),
        (SupportService, {"internal_note": f"{WORD} Notiz", "internal_email": f"{WORD}@example.org"}),
        (SportsFacility, {}),
        (Place, {"kind_id": "bench"}),
    )
    public = set()
    for model, values in forms:
        shown = save_entry(model(name="Sichtbar", status="published", geom=HIDDEN, **values), by="test")
        public.add(shown.pk)
        propose_change(shown, {"name": f"{WORD} Änderung"}, by="test")
        for status in ("draft", "submitted", "withdrawn", "archived"):
            entry = save_entry(model(name=f"{WORD} {status}", status=status, geom=HIDDEN, **values), by="test")
            if status == "withdrawn":
                set_status(model, [entry.pk], "published", by="test")
                set_status(model, [entry.pk], "withdrawn", by="test")
    save_entry(Place(name=f"{WORD} leer", kind_id="vacant", status="published", geom=HIDDEN), by="test")
    for precision in ("street", "district", "none"):
        hidden = save_entry(
            Association(
                name=f"Ungefähr {precision}",
                status="published",
                geom=Point(HIDDEN.x + 4321, HIDDEN.y + 1234, srid=25832),
                location_precision=precision,
                street="Geheimweg" if precision == "street" else f"{WORD}weg",
                housenumber="4711x",
            ),
            by="test",
        )
        public.add(hidden.pk)
    analyst = person("planerin", "analyst")
    said = {"title": WORD, "sentence": f"{WORD} Satz", "log": [f"{WORD} Annahme"], "label": f"{WORD} Spalte"}
    done_run({"09663000": 40}, **said)  # nobody released it
    services.release(done_run({"09663000": 50}, **said), by=analyst)  # its job has not been done
    services.withdraw(release(done_run({"09663000": 60}, **said), by=analyst), by=analyst)
    public.add(release(done_run({"09663000": 70}), by=analyst).public_id)
    turn()
    return public


def answers(client: Client) -> dict[str, bytes]:
    """Follow every link of every public answer and return them all, unpacked."""
    exact = Point(HIDDEN.x + 4321, HIDDEN.y + 1234, srid=25832).transform(4326, clone=True)
    queue = deque(START)
    for layer in catalogue:
        queue.append(f"/tiles/{layer.id}.json")
        for zoom in (0, 5, 8, 11, 13, 14):
            x, y = tile_of(exact.x, exact.y, zoom)
            queue.append(f"/tiles/{layer.id}/{zoom}/{x}/{y}.pbf")
        for word in (WORD, "4711", "Sichtbar"):
            queue.append(f"/ogc/collections/{layer.id}/items?f=json&q={word}")
            queue.append(f"/karte/?layers={layer.id}&q={word}")
    seen: dict[str, bytes] = {}
    while queue and len(seen) < 600:
        url = queue.popleft()
        if url in seen:
            continue
        response = client.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        assert response.status_code < 500, url
        seen[url] = body
        if response.headers.get("Content-Type", "").split(";")[0] not in (
            "application/vnd.mapbox-vector-tile",
            "image/png",
        ):
            for first, second in LINK.findall(body.decode(errors="replace")):
                link = (first or second).replace("&amp;", "&").removeprefix("http://testserver")
                if link.startswith("/") and "{" not in link and not link.startswith(("/static/", "/verwaltung/", "//")):
                    queue.append(link)
    return seen


def tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Return the Web Mercator tile that holds a position in degrees."""
    import math

    n = 2**zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * n), int(y * n)


def test_no_public_answer_holds_what_is_hidden(canaries: set[str], client: Client) -> None:
    seen = answers(client)
    exact = Point(HIDDEN.x + 4321, HIDDEN.y + 1234, srid=25832).transform(4326, clone=True)
    hidden = [WORD, "4711x", "4711471147", f"{exact.x:.5f}", f"{exact.y:.5f}"]
    asked_for = re.compile(rf"(q=|value=\"|q%3D|[„“])[^&\"“]*(?:{WORD}|4711)", re.IGNORECASE)
    leaks = []
    for url, body in seen.items():
        text = asked_for.sub("", body.decode(errors="replace").lower())  # what one searched for is repeated to oneself
        leaks += [(url, word) for word in hidden if word in text]
    assert leaks == []
    # The walk is worth something only if it saw the public entries.
    everything = b"".join(seen.values()).decode(errors="replace")
    assert len(seen) > 100
    for key in canaries:
        assert key in everything


def test_a_foreign_draft_is_as_unknown_as_one_that_never_was(canaries: set[str], client: Client) -> None:
    draft = Association.objects.get(status="draft")
    never = "0123456789ab"
    for pattern in ("/ogc/collections/association/items/{}?f=json", "/karte/association/{}/"):
        there, nowhere = (client.get(pattern.format(key)) for key in (draft.pk, never))
        assert there.status_code == nowhere.status_code == 404
        assert there.content.replace(draft.pk.encode(), b"") == nowhere.content.replace(never.encode(), b"")
