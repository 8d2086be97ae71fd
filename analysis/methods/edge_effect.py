"""Edge effect: places whose reach may leave the area for which facilities and people are loaded.

Beyond the edge there are facilities too. A place that could reach them looks worse supplied than it is, and one that
others could reach from there looks better. Such places are shown as uncertain, not corrected.
"""

import numpy as np
import shapely
from numpy.typing import NDArray


def circle_leaves(
    x: NDArray[np.float64], y: NDArray[np.float64], area: shapely.Polygon | shapely.MultiPolygon, radius_m: float
) -> NDArray[np.bool_]:
    """Say for each place (n,) whether the circle around it reaches beyond the area, or the place lies outside.

    Coordinates are EPSG:25832, like the area's. With the longest way that the cut-off allows as radius nothing is
    missed: no network is shorter than the straight line. A circle that just touches the edge does not leave. Raises
    ValueError for an empty area.

    >>> square = shapely.box(0, 0, 100, 100)
    >>> circle_leaves(np.array([50.0, 50.0, 120.0]), np.array([50.0, 80.0, 50.0]), square, 30.0).tolist()
    [False, True, True]
    """
    if area.is_empty:
        raise ValueError("The area for which data are loaded is empty.")
    shapely.prepare(area)
    points = shapely.points(x, y)
    edge = area.boundary
    shapely.prepare(edge)
    is_near = shapely.dwithin(edge, points, np.nextafter(radius_m, 0.0))
    return is_near | ~shapely.intersects(area, points)


def cost_leaves(cost_to_edge: NDArray[np.float64], cut_off: float) -> NDArray[np.bool_]:
    """Say for each place (n,) whether one gets out of the area within the cut-off along the network.

    `cost_to_edge` (n,) is the cost to the nearest junction where the network leaves the area, inf where none is in
    reach: fewer places than by the circle, for example not those across a river.

    >>> cost_leaves(np.array([29.0, 30.0, np.inf]), 30).tolist()
    [True, True, False]
    """
    return cost_to_edge <= cut_off
