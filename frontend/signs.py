"""Signs: what a layer or a kind of place looks like in lists, in the legend and on the map.

Colours, shapes and icons stand in the catalogue. This file hands the same facts to three drawers: the pages (inline
SVG), the stylesheet of colours (a strict CSP allows no style attributes) and the map (JSON).
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from published.catalogue import Kind, PublicLayer

HERE = Path(__file__).resolve().parent
FALLBACK_ICON = "map-pin"
# A kind of place has one colour. For the dark map it is mixed with this much white: #3F444B becomes #B8BABD, which
# keeps the 3.2:1 against the dark base colours that every layer has.
WHITE_IN_DARK = 0.63
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class Sign:
    """One sign. `key` names it in CSS and on the map: the layer's id, or `layer-kind`."""

    key: str
    colour: str
    colour_dark: str
    shape: str
    icon: str

    def as_json(self) -> dict[str, Any]:
        """Return what the map needs to draw it."""
        return {
            "key": self.key,
            "colour": self.colour,
            "colourDark": self.colour_dark,
            "shape": shapes()[self.shape],
            "icon": self.icon,
        }


def sign_of(layer: PublicLayer, kind: Kind | None = None) -> Sign:
    """Return the sign of a layer, or that of one of its kinds if the kind looks different."""
    style = layer.style
    if kind is None or not (kind.icon or kind.colour):
        return Sign(layer.id, style.colour, style.colour_dark, style.shape, _known(style.icon))
    own_colour = bool(COLOUR.fullmatch(kind.colour)) and kind.colour.upper() != style.colour.upper()
    return Sign(
        key=f"{layer.id}-{kind.code}",
        colour=kind.colour if own_colour else style.colour,
        colour_dark=_lightened(kind.colour) if own_colour else style.colour_dark,
        shape=style.shape,
        icon=_known(kind.icon or style.icon),
    )


def stylesheet(signs: Iterable[Sign]) -> str:
    """Return the CSS that gives each sign its colour on light and dark surfaces."""
    signs = list(signs)
    light = "\n".join(f".sign--{sign.key}{{--sign:{sign.colour}}}" for sign in signs)
    dark = "\n".join(f".sign--{sign.key}{{--sign:{sign.colour_dark}}}" for sign in signs)
    return f"{light}\n@media (prefers-color-scheme: dark){{\n{dark}\n}}\n"


@cache
def shapes() -> dict[str, dict[str, Any]]:
    """Return the shapes by name: an SVG path in a box of 32, and centre x, y and size of the icon within."""
    return json.loads((HERE / "shapes.json").read_text(encoding="utf-8"))


def shape_for_number(sign: Sign) -> tuple[str, float]:
    """Return the path of a sign that carries a number instead of its icon, and where the number's middle stands."""
    # A dot is too small for a number, and an outline has no inside.
    shape = shapes()["circle" if sign.shape in ("dot", "area") else sign.shape]
    return str(shape["path"]), float(shape["icon"][1])


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons in the sprite."""
    lines = (HERE / "icons.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if (name := line.split("#")[0].strip()))


def _known(icon: str) -> str:
    return icon if icon in icon_names() else FALLBACK_ICON


def _lightened(colour: str) -> str:
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) * WHITE_IN_DARK):02X}" for part in parts)
