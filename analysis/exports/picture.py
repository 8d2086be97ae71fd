"""The map of a report as an SVG picture of our own: outlines, classes, facilities, scale and legend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from analysis.exports.geometries import Geometries
from analysis.exports.shading import DOTTED, HATCHED, Shade, ShadedMap

WIDTH = 680
TALLEST, FLATTEST = 0.7, 0.45  # height by width; taller ones leave the first page to the heading
MARGIN_SHARE = 0.03
# Rows of a class are drawn as one outline; corners that differ by less than a third of a pixel are left out.
CORNER_PX = 0.3
# Census cells meet at corners that rounding may set a millimetre apart: their union is made on a grid of metres.
UNION_GRID_M = 1.0
SCALE_BAR_SHARE = 0.25
ROUND_LENGTHS_M = [digit * 10**power for power in range(1, 6) for digit in (1, 2, 5)]
LEGEND_ROW, SWATCH = 20, 14
SIGN = 4.5  # half of a facility's sign
LETTER = 6.0  # about as wide as a letter of a name
INK = "#222222"
OUTLINE = "#555555"


@dataclass(frozen=True)
class _Frame:
    """From metres (EPSG:25832) to pixels: the upper left corner, the length of a pixel, and the size."""

    west_m: float
    north_m: float
    pixel_m: float
    height: float

    @classmethod
    def around(cls, geometry: Geometries) -> "_Frame":
        west, south, east, north = shapely.total_bounds(geometry)
        across, up = max(east - west, 1.0), max(north - south, 1.0)
        margin = MARGIN_SHARE * max(across, up)
        across, up = across + 2 * margin, up + 2 * margin
        height = float(np.clip(up / across, FLATTEST, TALLEST)) * WIDTH
        pixel_m = max(across / WIDTH, up / height)
        middle = (west + east) / 2, (south + north) / 2
        return cls(middle[0] - WIDTH / 2 * pixel_m, middle[1] + height / 2 * pixel_m, pixel_m, height)

    def box(self) -> shapely.Polygon:
        return shapely.box(
            self.west_m,
            self.north_m - self.height * self.pixel_m,
            self.west_m + WIDTH * self.pixel_m,
            self.north_m,
        )

    def pixels(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = np.column_stack([points[:, 0] - self.west_m, self.north_m - points[:, 1]])
        return (moved / self.pixel_m).round(1)


def picture(
    shown: ShadedMap, facilities: Sequence[shapely.Geometry], municipalities: tuple[Sequence[str], Geometries]
) -> str:
    """Return the SVG of a map. `facilities` and the outlines of the municipalities, with names, are EPSG:25832.

    Of what is shown nothing may be left out: the frame is around it. Municipalities and facilities beyond are cut off.
    """
    present = shown.geometry[shown.geometry != np.array(None)]
    frame = _Frame.around(present) if len(present) else _Frame.around(municipalities[1])
    legend_height = LEGEND_ROW * (len(shown.shades) + bool(facilities)) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {frame.height + legend_height:.0f}"'
        f' width="{WIDTH}" height="{frame.height + legend_height:.0f}" font-family="Fira Sans, sans-serif">',
        f'<defs><pattern id="{HATCHED}" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<path d="M0 5L5 0" stroke="{INK}" stroke-width="0.8"/></pattern>'
        f'<pattern id="{DOTTED}" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<circle cx="2.5" cy="2.5" r="0.7" fill="{INK}"/></pattern>'
        f'<clipPath id="frame"><rect width="{WIDTH}" height="{frame.height:.0f}"/></clipPath></defs>',
        '<g clip-path="url(#frame)">',
        f'<rect width="{WIDTH}" height="{frame.height:.0f}" fill="#FFFFFF"/>',
        *_classes(shown, frame),
        *_outlines(municipalities, frame),
        _signs(facilities, frame),
        "</g>",
        f'<rect width="{WIDTH}" height="{frame.height:.0f}" fill="none" stroke="{OUTLINE}"/>',
        _scale(frame),
        *_legend(shown.shades, bool(facilities), frame.height + 8),
        "</svg>",
    ]
    return "".join(parts)


def in_words(shown: ShadedMap) -> str:
    """Return what the picture shows for who does not see it: how many rows lie in each class."""
    counts = np.bincount(shown.shade, minlength=len(shown.shades))
    told = "; ".join(f"{shade.words}: {count}" for shade, count in zip(shown.shades, counts, strict=True))
    return _("Karte: %(title)s. Zahl der Flächen je Klasse: %(told)s.") % {"title": shown.title, "told": told}


def _classes(shown: ShadedMap, frame: _Frame) -> Iterable[str]:
    for place, shade in enumerate(shown.shades):
        members = [each for each in shown.geometry[shown.shade == place] if each is not None]
        if not members:
            continue
        areas = [each for each in members if shapely.get_dimensions(each) == 2]
        lines = [each for each in members if shapely.get_dimensions(each) == 1]
        if areas:
            drawn = _path(shapely.union_all(areas, grid_size=UNION_GRID_M), frame)
            yield f'<path d="{drawn}" fill="{shade.colour}" fill-rule="evenodd" stroke="{OUTLINE}" stroke-width="0.2"/>'
            if shade.pattern:
                yield f'<path d="{drawn}" fill="url(#{shade.pattern})" fill-rule="evenodd"/>'
        if lines:
            drawn = _path(shapely.union_all(lines), frame)
            yield f'<path d="{drawn}" fill="none" stroke="{INK}" stroke-width="3.4"/>'
            yield f'<path d="{drawn}" fill="none" stroke="{shade.colour}" stroke-width="2.2"/>'


def _outlines(municipalities: tuple[Sequence[str], Geometries], frame: _Frame) -> Iterable[str]:
    box = frame.box()
    for name, outline in zip(*municipalities, strict=True):
        if outline is None or not outline.intersects(box):
            continue
        yield f'<path d="{_path(outline, frame)}" fill="none" stroke="{OUTLINE}" stroke-width="0.8"/>'
        seen = outline.intersection(box)
        west, south, east, north = seen.bounds
        if (east - west) / frame.pixel_m > LETTER * len(name) and (north - south) / frame.pixel_m > LEGEND_ROW:
            ((x, y),) = frame.pixels(shapely.get_coordinates(seen.point_on_surface())).tolist()
            placed = f'x="{x}" y="{y}" font-size="10" text-anchor="middle"'
            yield f'<text {placed} fill="#FFFFFF" stroke="#FFFFFF" stroke-width="2.5">{escape(name)}</text>'
            yield f'<text {placed} fill="{INK}">{escape(name)}</text>'


def _signs(facilities: Sequence[shapely.Geometry], frame: _Frame) -> str:
    """Draw a diamond, dark with a white rim, for each facility within the frame: seen on any shade."""
    if not facilities:
        return ""
    points = frame.pixels(shapely.get_coordinates(shapely.GeometryCollection(list(facilities))))
    inside = (points >= 0).all(axis=1) & (points[:, 0] <= WIDTH) & (points[:, 1] <= frame.height)
    drawn = "".join(_diamond(x, y) for x, y in points[inside].tolist())
    # All rims first, or those of crowded signs would cover their neighbours.
    return f'<path d="{drawn}" stroke="#FFFFFF" stroke-width="2.4"/><path d="{drawn}" fill="{INK}"/>'


def _diamond(x: float, y: float) -> str:
    return f"M{x:.1f} {y - SIGN:.1f}l{SIGN} {SIGN}l-{SIGN} {SIGN}l-{SIGN} -{SIGN}z"


def _path(geometry: shapely.Geometry, frame: _Frame) -> str:
    """Return the path of an area or of lines, without corners that nobody would see."""
    simple = shapely.simplify(geometry, CORNER_PX * frame.pixel_m, preserve_topology=True)
    drawn = []
    for part in shapely.get_parts(simple):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            points = frame.pixels(shapely.get_coordinates(ring)).tolist()
            corners = "L".join(f"{x:g} {y:g}" for x, y in points)
            drawn.append(f"M{corners}z" if part.geom_type == "Polygon" else f"M{corners}")
    return "".join(drawn)


def _scale(frame: _Frame) -> str:
    longest = frame.pixel_m * WIDTH * SCALE_BAR_SHARE
    metres = max((each for each in ROUND_LENGTHS_M if each <= longest), default=ROUND_LENGTHS_M[0])
    length, y = metres / frame.pixel_m, frame.height - 12
    words = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    bar = f'<path d="M12 {y - 5:.1f}V{y:.1f}H{12 + length:.1f}V{y - 5:.1f}" fill="none"'
    return (
        f'{bar} stroke="#FFFFFF" stroke-width="4"/>{bar} stroke="{INK}" stroke-width="1.5"/>'
        f'<text x="{16 + length:.1f}" y="{y:.1f}" font-size="11" fill="{INK}">{words}</text>'
    )


def _legend(shades: Sequence[Shade], has_facilities: bool, top: float) -> Iterable[str]:
    for place, shade in enumerate(shades):
        y = top + place * LEGEND_ROW
        swatch = f'y="{y:.1f}" width="{2 * SWATCH}" height="{SWATCH}"'
        yield f'<rect x="1" {swatch} fill="{shade.colour}" stroke="{OUTLINE}" stroke-width="0.8"/>'
        if shade.pattern:
            yield f'<rect x="1" {swatch} fill="url(#{shade.pattern})"/>'
        yield _legend_words(shade.words, y)
    if has_facilities:
        y = top + len(shades) * LEGEND_ROW
        yield f'<path d="{_diamond(1 + SWATCH, y + SWATCH / 2)}" fill="{INK}" stroke="#FFFFFF" stroke-width="1.2"/>'
        yield _legend_words(_("Ort, der erreicht werden soll"), y)


def _legend_words(words: str, y: float) -> str:
    return f'<text x="{2 * SWATCH + 10}" y="{y + 11:.1f}" font-size="11" fill="{INK}">{escape(words)}</text>'
