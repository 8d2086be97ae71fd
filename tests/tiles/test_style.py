"""The style of the basemap."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from published.catalogue import catalogue
from tiles.basemap import THEMES as SOURCE_LAYERS
from tiles.palette import CONTRAST, DARK, LIGHT, THEMES, Palette
from tiles.style import basemap_style

VALIDATOR = (
    Path(__file__).resolve().parents[2]
    / "frontend/node_modules/@maplibre/maplibre-gl-style-spec/dist/gl-style-validate.mjs"
)
GROUNDS = ("land", "settlement", "green", "water", "building")
# Which paint and layout properties belong to which type of layer.
PREFIXES = {"background": "background-", "fill": "fill-", "line": "line-", "symbol": ("text-", "symbol-")}


def style(theme: str) -> dict[str, Any]:
    return basemap_style(theme, "http://testserver/tiles/basemap.json")


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_layer_draws_what_the_tiles_have(theme: str) -> None:
    made = style(theme)
    assert made["version"] == 8
    names = [layer["id"] for layer in made["layers"]]
    assert len(names) == len(set(names))
    assert made["layers"][0]["type"] == "background"
    drawn = set()
    for layer in made["layers"][1:]:
        assert layer["source"] in made["sources"]
        assert layer["source-layer"] in {each.name for each in SOURCE_LAYERS}
        drawn.add(layer["source-layer"])
        for name in (*layer.get("paint", {}), *layer.get("layout", {})):
            assert name.startswith(PREFIXES[layer["type"]])
    assert drawn == {each.name for each in SOURCE_LAYERS}


@pytest.mark.parametrize("theme", THEMES)
def test_only_properties_of_the_tiles_are_asked_for(theme: str) -> None:
    properties = {each.name: {*each.properties(), "rank"} for each in SOURCE_LAYERS}

    def asked(part: Any) -> set[str]:
        if isinstance(part, list) and len(part) == 2 and part[0] == "get":
            return {part[1]}
        parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        return {name for each in parts for name in asked(each)}

    for layer in style(theme)["layers"][1:]:
        assert asked(layer) <= properties[layer["source-layer"]]


@pytest.mark.parametrize("theme", THEMES)
def test_no_third_party_is_asked(theme: str) -> None:
    made = style(theme)
    assert not {"glyphs", "sprite", "font-faces"} & made.keys()
    text = json.dumps(made).replace("http://testserver/", "")
    assert "http" not in text
    assert "//" not in text


@pytest.mark.parametrize("theme", THEMES)
def test_the_specification_finds_no_fault(theme: str, tmp_path: Path) -> None:
    node = shutil.which(settings.NODE)
    if not node or not VALIDATOR.exists():
        pytest.skip("MapLibre's validator is not installed (npm ci in frontend/)")
    file = tmp_path / "style.json"
    file.write_text(json.dumps(style(theme)))
    done = subprocess.run([node, VALIDATOR, file], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_colours_are_those_that_were_chosen() -> None:
    """look.md, base light and base dark; the signs were measured against these."""
    assert [LIGHT[name] for name in (*GROUNDS, "road", "casing", "boundary", "label")] == [  # type: ignore[literal-required]
        "#F5F3EE",
        "#ECE9E4",
        "#DDE8D3",
        "#BBD7E6",
        "#E4DFD8",
        "#FFFFFF",
        "#D9D4CC",
        "#8C8577",
        "#4A4640",
    ]
    dark = [DARK[name] for name in ("land", "green", "water", "building", "road")]  # type: ignore[literal-required]
    assert dark == ["#1E2226", "#243027", "#16303F", "#2B2F34", "#3A4047"]
    assert (CONTRAST["land"], CONTRAST["road"], CONTRAST["label"]) == ("#FFFFFF", "#000000", "#000000")


@pytest.mark.parametrize(("theme", "palette"), THEMES.items())
def test_names_can_be_read_on_every_ground(theme: str, palette: Palette) -> None:
    for label in ("label", "quiet_label"):
        for ground in ("land", "settlement", "green", "building", "halo"):
            assert contrast(palette[label], palette[ground]) >= 4.5, (label, ground)  # type: ignore[literal-required]
    assert contrast(palette["water_label"], palette["water"]) >= 4.5
    assert contrast(palette["label"], palette["water"]) >= 4.5


@pytest.mark.parametrize(("theme", "palette"), THEMES.items())
def test_signs_stand_out_from_every_ground(theme: str, palette: Palette) -> None:
    for layer in catalogue:
        if layer.style.shape == "area":
            continue
        colour = layer.style.colour_dark if theme == "dark" else layer.style.colour
        for ground in (*GROUNDS, *(["road"] if theme != "contrast" else [])):
            assert contrast(colour, palette[ground]) >= 3, (layer.id, ground)  # type: ignore[literal-required]


def test_names_are_placed_in_the_order_of_their_weight() -> None:
    """MapLibre places the last layer first: municipalities, districts, then streets."""
    names = [layer["id"] for layer in style("light")["layers"]]
    order = [
        names.index(f"label-{name}") for name in ("city", "town", "village", "district", "street-main", "street-small")
    ]
    assert order == sorted(order, reverse=True)
    assert min(order) > names.index("boundary")


def test_rivers_are_written_in_italics_along_their_course() -> None:
    (river,) = [layer for layer in style("light")["layers"] if layer["id"] == "label-river"]
    assert river["layout"]["symbol-placement"] == "line"
    assert "Italic" in river["layout"]["text-font"][0]


def test_casings_lie_below_all_roads_and_boundaries_are_dashed() -> None:
    layers = {layer["id"]: layer for layer in style("light")["layers"]}
    assert list(layers).index("road-casing") < list(layers).index("road")
    assert layers["boundary"]["paint"]["line-dasharray"]


def test_it_is_served_by_theme(client: Client) -> None:
    by_default = client.get("/tiles/style.json")
    assert by_default.json() == style("light") == client.get("/tiles/style.json?theme=light").json()
    assert client.get("/tiles/style.json?theme=dark").json() == style("dark")
    assert by_default["Cache-Control"] == "no-cache"
    again = client.get("/tiles/style.json", headers={"If-None-Match": by_default["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for query in ("theme=pink", "theme=", "theme=LIGHT", "style=dark"):
        assert client.get(f"/tiles/style.json?{query}").status_code == 400
