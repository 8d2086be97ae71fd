"""Curves through rough waypoints: rivers, roads and outlines that look drawn by nature and engineers."""

import numpy as np
import shapely

from importers.demo.facts import FloatArray


def spline(points: FloatArray, *, spacing_m: float) -> FloatArray:
    """A Catmull-Rom spline through all `points` (n, 2), with a vertex about every `spacing_m` metres.

    One or two points come back as they are, two of them with vertices between.

    >>> spline(np.array([[0.0, 0.0], [100.0, 0.0]]), spacing_m=50).tolist()
    [[0.0, 0.0], [50.0, 0.0], [100.0, 0.0]]
    """
    if len(points) < 2:
        return points
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    pieces = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        steps = max(1, round(float(np.hypot(*(end - start))) / spacing_m))
        t = np.linspace(0, 1, steps, endpoint=False)[:, None]
        pieces.append(
            0.5
            * (
                2 * start
                + (end - before) * t
                + (2 * before - 5 * start + 4 * end - after) * t**2
                + (3 * start - before - 3 * end + after) * t**3
            )
        )
    return np.vstack([*pieces, points[-1:]])


def rounded(points: FloatArray, *, times: int = 2) -> FloatArray:
    """Chaikin's corner cutting of an open line; its two ends stay.

    >>> rounded(np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]]), times=1).tolist()
    [[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [4.0, 1.0], [4.0, 3.0], [4.0, 4.0]]
    """
    for _ in range(times):
        if len(points) < 3:
            return points
        quarter = 0.75 * points[:-1] + 0.25 * points[1:]
        three_quarters = 0.25 * points[:-1] + 0.75 * points[1:]
        inner = np.stack([quarter, three_quarters], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], inner, points[-1:]])
    return points


def rounded_area(area: shapely.Geometry, *, radius_m: float, tolerance_m: float) -> shapely.Geometry:
    """An area without spikes, dents and steps smaller than `radius_m`, with few vertices. Empty stays empty."""
    opened = area.buffer(-radius_m, quad_segs=4).buffer(2 * radius_m, quad_segs=4).buffer(-radius_m, quad_segs=4)
    return shapely.make_valid(shapely.simplify(opened, tolerance_m))


def polygons_of(geometry: shapely.Geometry) -> list[shapely.Polygon]:
    """The polygons of any geometry, without lines, points and empty parts."""
    parts = shapely.get_parts(shapely.get_parts(np.array([geometry])))
    return [part for part in parts if isinstance(part, shapely.Polygon) and not part.is_empty]


def lines_of(geometry: shapely.Geometry) -> list[shapely.LineString]:
    """The lines of any geometry, without points and empty parts."""
    parts = shapely.get_parts(shapely.get_parts(np.array([geometry])))
    return [part for part in parts if isinstance(part, shapely.LineString) and not part.is_empty]


def swinging(
    outlines: list[tuple[shapely.Polygon, int]], *, simplify_m: float, times: int = 2
) -> list[tuple[shapely.Polygon, int]]:
    """The same coverage of labelled areas with boundaries that swing instead of following a grid.

    Each stretch between two corners is simplified and rounded once, so neighbours still share it. Areas that vanish in
    the rounding are left out.
    """
    network = shapely.line_merge(shapely.union_all([face.boundary for face, _ in outlines]))
    stretches = [shapely.get_coordinates(shapely.simplify(line, simplify_m)) for line in lines_of(network)]
    smooth = [shapely.LineString(rounded(points, times=times)) for points in stretches]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(smooth)]))
    areas = [face for face, _ in outlines]
    face, area = shapely.STRtree(areas).query(shapely.point_on_surface(faces), predicate="within")
    return [(faces[f], outlines[a][1]) for f, a in zip(face, area, strict=True)]
