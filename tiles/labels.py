"""The names on the basemap. What stands later is placed first: municipalities before districts before streets."""

from collections.abc import Iterable
from typing import Any

from tiles.expressions import Expression, Layer, by_zoom, kind_in, kind_not_in
from tiles.palette import Palette

# Families of the page; the second is asked for what the first lacks. MapLibre reads weight and slant from the name.
REGULAR = ["Fira Sans Regular", "Fira Sans"]
SEMIBOLD = ["Fira Sans SemiBold", "Fira Sans"]
ITALIC = ["Fira Sans Italic", "Fira Sans"]

CITIES = ["city"]
TOWNS = ["town"]
VILLAGES = ["municipality", "village"]
DISTRICTS = ["borough", "suburb", "quarter", "neighbourhood", "district"]
MAIN_ROADS = ["motorway", "trunk", "primary", "secondary", "tertiary"]
RIVERS = ["river", "canal"]
# Where a name lies that is anchored so, as steps to the right and downwards.
AROUND = {
    "center": (0, 0),
    "bottom": (0, -1),
    "top": (0, 1),
    "left": (1, 0),
    "right": (-1, 0),
    "bottom-left": (0.7, -0.7),
    "bottom-right": (-0.7, -0.7),
    "top-left": (0.7, 0.7),
    "top-right": (-0.7, 0.7),
}


def labels(source: str, palette: Palette) -> Iterable[Layer]:
    """Return all layers of names, the least important first."""
    for layer in (
        housenumbers(palette),
        small_streets(palette),
        main_streets(palette),
        brooks(palette),
        lakes(palette),
        rivers(palette),
        hamlets(palette),
        districts(palette),
        villages(palette),
        towns(palette),
        cities(palette),
    ):
        yield {**layer, "source": source}


def housenumbers(palette: Palette) -> Layer:
    """Numbers of houses, where the map is looked at closely."""
    layout = {"text-field": ["get", "number"], "text-font": REGULAR, "text-size": 10, "text-padding": 4}
    return _text("housenumber", "housenumber", palette, layout, colour="quiet_label", minzoom=17)


def main_streets(palette: Palette) -> Layer:
    """Names of main roads, along them."""
    return _street("street-main", palette, kind_in(MAIN_ROADS), minzoom=13)


def small_streets(palette: Palette) -> Layer:
    """Names of all other streets and ways."""
    return _street("street-small", palette, kind_not_in(MAIN_ROADS), minzoom=14.5)


def rivers(palette: Palette) -> Layer:
    """Names of rivers in italics, along them."""
    return _stream("river", palette, kind_in(RIVERS), {8: 11, 12: 14, 16: 17}, minzoom=8)


def brooks(palette: Palette) -> Layer:
    """Names of brooks in italics, along them."""
    return _stream("brook", palette, kind_not_in(RIVERS), {13: 10.5, 17: 13}, minzoom=13)


def lakes(palette: Palette) -> Layer:
    """Names of standing water in italics; rivers have theirs along their line."""
    layout = {"text-field": ["get", "name"], "text-font": ITALIC, "text-size": 12, "text-max-width": 7}
    standing = kind_not_in([*RIVERS, "stream", "riverbank"])
    return _text("lake", "water", palette, layout, colour="water_label", minzoom=13, filter=standing)


def hamlets(palette: Palette) -> Layer:
    """Names of hamlets, farms and fields: every place that is nothing else."""
    rest = kind_not_in([*CITIES, *TOWNS, *VILLAGES, *DISTRICTS])
    layout = _place_layout(REGULAR, {12: 10.5, 16: 13})
    return _text("hamlet", "place", palette, layout, colour="quiet_label", minzoom=12.5, filter=rest)


def districts(palette: Palette) -> Layer:
    """Names of city districts, widely spaced."""
    layout = _place_layout(REGULAR, {11: 10, 14: 12.5, 17: 15}) | {
        "text-letter-spacing": 0.08,
        "text-transform": "uppercase",
    }
    return _text("district", "place", palette, layout, minzoom=11.5, filter=kind_in(DISTRICTS))


def villages(palette: Palette) -> Layer:
    """Names of villages, among them most municipalities."""
    layout = _place_layout(SEMIBOLD, {9: 10.5, 13: 13.5, 16: 17})
    return _text("village", "place", palette, layout, minzoom=9, filter=kind_in(VILLAGES))


def towns(palette: Palette) -> Layer:
    """Names of towns."""
    layout = _place_layout(SEMIBOLD, {7: 10.5, 10: 13.5, 15: 19})
    return _text("town", "place", palette, layout, filter=kind_in(TOWNS))


def cities(palette: Palette) -> Layer:
    """Names of cities, first of all."""
    layout = _place_layout(SEMIBOLD, {5: 13, 10: 18, 15: 24})
    # In a city signs crowd the most, and its name says which region this is: it may go further to find room.
    del layout["text-variable-anchor"], layout["text-radial-offset"]
    layout["text-variable-anchor-offset"] = [
        part
        for em in (0, 1.2, 1.5, 1.8, 2.2, 2.7, 3.2, 4)
        for anchor, (x, y) in AROUND.items()
        for part in (anchor, [x * em, y * em])
        if bool(em) is (anchor != "center")
    ]
    return _text("city", "place", palette, layout, filter=kind_in(CITIES))


def _text(name: str, theme: str, palette: Palette, layout: Layer, *, colour: str = "label", **rest: Any) -> Layer:
    paint = {
        "text-color": palette[colour],  # type: ignore[literal-required]
        "text-halo-color": palette["halo"],
        "text-halo-width": 1.4,
    }
    return {"id": f"label-{name}", "type": "symbol", "source-layer": theme, **rest, "layout": layout, "paint": paint}


def _street(name: str, palette: Palette, which: Expression, *, minzoom: float) -> Layer:
    layout = {
        "symbol-placement": "line",
        "text-field": ["get", "name"],
        "text-font": REGULAR,
        "text-size": by_zoom({13: 10.5, 17: 13}),
        "text-rotation-alignment": "map",
        "symbol-spacing": 320,
        "text-max-angle": 30,
    }
    return _text(name, "road", palette, layout, colour="quiet_label", minzoom=minzoom, filter=which)


def _stream(name: str, palette: Palette, which: Expression, sizes: dict[float, float], *, minzoom: float) -> Layer:
    layout = {
        "symbol-placement": "line",
        "text-field": ["get", "name"],
        "text-font": ITALIC,
        "text-size": by_zoom(sizes),
        "text-letter-spacing": 0.1,
        # Many places to choose from where the names of towns crowd at the banks.
        "symbol-spacing": by_zoom({8: 150, 12: 320, 16: 500}),
        "text-max-angle": 35,
    }
    return _text(name, "waterway", palette, layout, colour="water_label", minzoom=minzoom, filter=which)


def _place_layout(font: list[str], sizes: dict[float, float]) -> Layer:
    return {
        "text-field": ["get", "name"],
        "text-font": font,
        "text-size": by_zoom(sizes),
        "text-max-width": 8,
        "text-padding": 3,
        # Where signs stand on the middle of a place, its name moves to the next free side of it instead of vanishing.
        "text-variable-anchor": ["center", "bottom", "top", "left", "right", "bottom-left", "top-right"],
        "text-radial-offset": 1.5,
        "text-justify": "auto",
        # The lower key is placed first; a higher rank is more important.
        "symbol-sort-key": ["-", 0, ["coalesce", ["get", "rank"], 0]],
    }
