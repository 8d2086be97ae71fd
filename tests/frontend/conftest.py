"""What the tests of the public pages share: a built front end that needs no Node, and a few published entries."""

import json
from pathlib import Path

import pytest

from frontend import areas, assets, facets, freshness, numbers, result_picture, results, shell, sources
from layers.models import Area, Association, Place, PlaceKind, Source, SportsFacility, SupportService
from layers.services import save_entry, save_place_kinds, settle_areas
from network.services import store_edition
from published import basemap
from tests.analysis.conftest import streets
from tests.conftest import OLD_TOWN, VILLAGE, turn

FONTS = "node_modules/@kern-ux/native/dist/fonts/fira-sans"
MANIFEST = {
    "icons.svg": {"file": "assets/icons-12345678.svg"},
    **{
        f"{FONTS}/FiraSans-{weight}.woff2": {"file": f"assets/FiraSans-{weight}-12345678.woff2"}
        for weight in ("Regular", "SemiBold")
    },
    "src/styles/portal.css": {"file": "assets/portal-12345678.css", "isEntry": True},
    "src/map.ts": {
        "file": "assets/map-12345678.js",
        "imports": ["_shared.js"],
        "dynamicImports": ["src/mapview.ts"],
        "css": ["assets/map-12345678.css"],
    },
    "src/mapview.ts": {"file": "assets/mapview-12345678.js"},
    "src/crisis.ts": {"file": "assets/crisis-12345678.js"},
    "src/search.ts": {"file": "assets/search-12345678.js"},
    "src/place.ts": {"file": "assets/place-12345678.js"},
    "src/route.ts": {"file": "assets/route-12345678.js"},
    "src/entry.ts": {"file": "assets/entry-12345678.js"},
    "src/chart.ts": {"file": "assets/chart-12345678.js"},
    "src/print.ts": {"file": "assets/print-12345678.js"},
    "src/result.ts": {"file": "assets/result-12345678.js"},
    "src/embed.ts": {"file": "assets/embed-12345678.js"},
    "src/embed-builder.ts": {"file": "assets/embed-builder-12345678.js"},
    "_shared.js": {"file": "assets/shared-12345678.js", "css": ["assets/shared-12345678.css"]},
}


@pytest.fixture(autouse=True)
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A manifest as Vite writes it, in place of the one that a build would leave."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(MANIFEST), encoding="utf-8")
    monkeypatch.setattr(assets, "MANIFEST", path)
    return path


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Forget what is kept by version: a test's transaction takes its versions back, and the next has them again."""
    sources._uses.cache_clear()
    shell._areas_of.cache_clear()
    counted = (freshness._counted, numbers._numbers)
    for kept in (areas._areas, areas._touching, *counted, results._results, result_picture._outlines):
        kept.cache_clear()
    basemap._keys.cache_clear()
    facets._occurring.cache_clear()


@pytest.fixture
def stock(published_in_test: None, areas: dict[str, Area]) -> dict[str, str]:
    """Some entries of four layers by a short name: their ids."""
    settle_areas()
    save_place_kinds(
        [
            PlaceKind(code="school", label="Schule", label_en="School", icon="school", colour="#3F444B", position=1),
            PlaceKind(
                code="pharmacy", label="Apotheke", label_en="Pharmacy", icon="pill", colour="#8A1C1C", position=2
            ),
        ],
        by="test",
    )
    entries = {
        "club": Association(
            name="Äpfel & <b>Birnen</b> e. V.",
            name_en="Apples and Pears",
            summary="Wir pflegen Streuobst.",
            icnpo_category="5",
            geom=OLD_TOWN,
            street="Domstraße",
            housenumber="1",
            wheelchair="yes",
            demo=True,
        ),
        "singers": Association(name="Zwölf Stimmen", icnpo_category="1", geom=VILLAGE),
        "pitch": SportsFacility(name="Bolzplatz", kind="small_pitch", geom=OLD_TOWN.buffer(30), usable_area_m2=1800.5),
        "helpline": SupportService(
            name="Sorgentelefon",
            phone="0931 12 34 56",
            website="https://www.beispiel.invalid/hilfe/",
            channels=["phone"],
            opening_hours="Mo-Fr 09:00-17:00",
        ),
        "school": Place(name="Dorfschule", kind_id="school", geom=VILLAGE),
        "pharmacy": Place(name="Mohren-Apotheke", kind_id="pharmacy", geom=OLD_TOWN),
    }
    for entry in entries.values():
        entry.status = "published"
        save_entry(entry, by="test")
    turn()
    return {name: entry.pk for name, entry in entries.items()}


@pytest.fixture
def street_network(published_in_test: None, source: Source) -> None:
    """A lattice of streets 100 m apart, 1 km to each side of the old town, open to everybody."""
    store_edition(network=streets("lattice-1"), source_id=source.pk, file_name="lattice", counts={})
