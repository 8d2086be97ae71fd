"""The colours of the basemap: one table for each theme. They stay behind the signs, every one of which was measured
against all of them (at least 3.2:1)."""

from typing import Final, TypedDict


class Palette(TypedDict):
    """Colours as #RRGGBB by what they fill, and how wide roads are beside the light map."""

    land: str
    settlement: str
    green: str
    water: str
    building: str
    building_edge: str
    road: str
    casing: str
    path: str
    rail: str
    boundary: str
    label: str
    quiet_label: str
    water_label: str
    halo: str
    road_width: float


LIGHT: Final[Palette] = {
    "land": "#F5F3EE",
    "settlement": "#ECE9E4",
    "green": "#DDE8D3",
    "water": "#BBD7E6",
    "building": "#E4DFD8",
    "building_edge": "#D9D4CC",
    "road": "#FFFFFF",
    "casing": "#D9D4CC",
    "path": "#C9C2B7",
    "rail": "#BDB6AB",
    "boundary": "#8C8577",
    "label": "#4A4640",
    "quiet_label": "#625D55",
    "water_label": "#2F607A",
    "halo": "#F9F8F5",
    "road_width": 1,
}

DARK: Final[Palette] = {
    "land": "#1E2226",
    "settlement": "#23282C",
    "green": "#243027",
    "water": "#16303F",
    "building": "#2B2F34",
    "building_edge": "#34393F",
    "road": "#3A4047",
    "casing": "#1A1D21",
    "path": "#3A4047",
    "rail": "#454B52",
    "boundary": "#6F757C",
    "label": "#C9CDD3",
    "quiet_label": "#9DA3AA",
    "water_label": "#7FB2CC",
    "halo": "#1A1D21",
    "road_width": 1,
}

# Black roads as wide as white ones would drown the signs.
CONTRAST: Final[Palette] = {
    "land": "#FFFFFF",
    "settlement": "#FFFFFF",
    "green": "#EAF3E2",
    "water": "#CFE6F2",
    "building": "#DDDDDD",
    "building_edge": "#767676",
    "road": "#000000",
    "casing": "#000000",
    "path": "#000000",
    "rail": "#000000",
    "boundary": "#000000",
    "label": "#000000",
    "quiet_label": "#000000",
    "water_label": "#00394F",
    "halo": "#FFFFFF",
    "road_width": 0.4,
}

THEMES: Final[dict[str, Palette]] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
