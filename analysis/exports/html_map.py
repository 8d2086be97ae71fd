"""A map in one HTML file, made by folium: it shows itself on any computer, without network, without the portal.

Two habits of folium 0.20 and branca 0.8 decide how texts are written here. Tooltips and names of layers become HTML as
they are, so every text is escaped. And what an element has rendered is rendered once more as a Jinja template, so that
a name with braces would run on our server; braces are escaped as well. Folium's links to foreign hosts are left out.
"""

import base64
import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

import folium
import numpy as np
import shapely
from branca.element import Element, Figure
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis.exports import geometries
from analysis.exports.assets import LEAFLET_SCRIPT, LEAFLET_STYLE, built_file
from analysis.exports.cells import german, heading
from analysis.exports.document import Document
from analysis.exports.geometries import Geometries
from analysis.exports.shading import ShadedMap, shaded_maps

HEIGHT_PX = 560
INK, OUTLINE, WHITE = "#222222", "#555555", "#FFFFFF"
BRACES = {ord("{"): "&#123;", ord("}"): "&#125;"}
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:;"
    " base-uri 'none'; form-action 'none'"
)
POLICY_PLACE = "POLICY-OF-THIS-FILE"
# Of folium's viewport: nobody is kept from zooming the text.
NO_ZOOMING = ", maximum-scale=1.0, user-scalable=no"


def write(document: Document) -> bytes:
    """Return the file. Its policy names its own scripts by their hashes: no other runs, and nothing is loaded.

    Raises ImproperlyConfigured where the front end has not been built.
    """
    script, style = built_file(LEAFLET_SCRIPT), built_file(LEAFLET_STYLE)
    if script is None or style is None:
        raise ImproperlyConfigured("The front end is not built: Leaflet is missing. `./run` builds it.")
    shown = next(iter(shaded_maps(document)), None)
    figure = _drawn(document, shown).get_root()
    assert isinstance(figure, Figure)
    figure.render()
    page = render_to_string(
        "analysis/map.html",
        {
            "language": get_language() or "de",
            "document": document,
            "shown": shown,
            "leaflet_style": mark_safe(style.decode()),  # noqa: S308 - our own build
            "leaflet_script": mark_safe(script.decode()),  # noqa: S308 - our own build
            # Texts within are escaped by text() below.
            "head": mark_safe(figure.header.render().replace(NO_ZOOMING, "")),  # noqa: S308
            "map": mark_safe(figure.html.render()),  # noqa: S308
            "script": mark_safe(figure.script.render()),  # noqa: S308
        },
    )
    return _with_policy(page).encode()


def text(said: object) -> str:
    """Return a text as HTML that neither a browser nor Jinja takes for more than text.

    >>> text("<b>{{ 7 * 7 }}</b>")
    '&lt;b&gt;&#123;&#123; 7 * 7 &#125;&#125;&lt;/b&gt;'
    """
    return str(escape(said)).translate(BRACES)


class _Map(folium.Map):
    """A map that loads nothing from foreign hosts."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []


def _drawn(document: Document, shown: ShadedMap | None) -> folium.Map:
    drawn = _Map(tiles=None, height=HEIGHT_PX, prefer_canvas=True, control_scale=True, attribution_control=False)
    names, outlines = geometries.municipalities()
    layers = [_shaded(shown)] if shown else []
    layers.append(_outlines(names, outlines))
    if document.facilities:
        layers.append(_facilities(document))
    for layer in [*layers, folium.LayerControl(collapsed=False)]:
        layer.add_to(drawn)
    drawn.fit_bounds(_bounds(shown.geometry if shown else outlines))
    _number(drawn.get_root(), itertools.count(1))
    return drawn


def _shaded(shown: ShadedMap) -> folium.GeoJson:
    columns = shown.sheet.columns
    names, decimals = [f"c{place}" for place in range(len(columns))], [column.decimals for column in columns]
    rows = [
        {name: text(german(value, digits)) for name, value, digits in zip(names, row, decimals, strict=True)}
        for row in shown.sheet.rows()
    ]
    shade = shown.shade.tolist()
    is_line = all(shapely.get_dimensions(each) == 1 for each in shown.geometry if each is not None)

    def style(feature: dict[str, Any]) -> dict[str, Any]:
        colour = shown.shades[shade[int(feature["id"])]].colour
        if is_line:
            return {"color": colour, "weight": 4, "opacity": 1}
        # A line of its own colour closes the gaps between neighbours and darkens nothing.
        return {"color": colour, "weight": 0.5, "fillColor": colour, "fillOpacity": 1}

    return folium.GeoJson(
        _collection(shown.geometry, rows),
        name=text(shown.title),
        style_function=style,
        tooltip=folium.GeoJsonTooltip(
            fields=names,
            aliases=[text(heading(column)) for column in columns],
        ),
    )


def _outlines(names: Sequence[str], outlines: Geometries) -> folium.GeoJson:
    return folium.GeoJson(
        _collection(outlines, [{"c0": text(name)} for name in names]),
        name=text(_("Gemeinden")),
        style_function=lambda _feature: {"color": OUTLINE, "weight": 1.2, "fill": False},
        interactive=False,
    )


def _facilities(document: Document) -> folium.GeoJson:
    places = np.array([place for _name, place in document.facilities], dtype=object)
    return folium.GeoJson(
        _collection(places, [{"c0": text(name)} for name, _place in document.facilities]),
        name=text(_("Orte, die erreicht werden sollen")),
        marker=folium.CircleMarker(radius=5, color=WHITE, weight=1.5, fill_color=INK, fill_opacity=1),
        tooltip=folium.GeoJsonTooltip(fields=["c0"], labels=False),
    )


def _collection(geometry: Geometries, rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    spoken = geometries.to_spoken(geometry)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": str(number),
                "geometry": shapely.geometry.mapping(each),
                "properties": properties,
            }
            for number, (each, properties) in enumerate(zip(spoken, rows, strict=True))
            if each is not None
        ],
    }


def _bounds(geometry: Geometries) -> list[list[float]]:
    west, south, east, north = shapely.total_bounds(geometries.to_spoken(geometry)).tolist()
    return [[south, west], [north, east]]


def _number(element: Element, numbers: Iterator[int]) -> None:
    """Name all elements by number: equal documents make equal files, folium's own names are random."""
    element._id = str(next(numbers))
    for child in element._children.values():
        _number(child, numbers)


def _with_policy(page: str) -> str:
    """Return the page with a policy that lets its own scripts run, by their hashes, and loads nothing."""
    hashes = (hashlib.sha256(script.encode()).digest() for script in SCRIPT.findall(page))
    scripts = " ".join(f"'sha256-{base64.b64encode(each).decode()}'" for each in hashes)
    return page.replace(POLICY_PLACE, POLICY.format(scripts=scripts), 1)
