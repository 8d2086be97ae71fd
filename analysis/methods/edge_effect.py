"""Edge effect: places whose reach may leave the area for which facilities and people are loaded.

Beyond the edge there are facilities too. A place that could reach them looks worse supplied than it is, and one that
others could reach from there looks better. Such places are told of as uncertain, not corrected.
"""

import numpy as np
import shapely
from numpy.typing import NDArray


def distance_to_edge_m(
    x: NDArray[np.float64], y: NDArray[np.float64], area: shapely.Polygon | shapely.MultiPolygon
) -> NDArray[np.float64]:
    """Return for each place (n,) how far it is to the edge of the area in a straight line; 0 outside.

    Coordinates are EPSG:25832, like the area's. A circle leaves the area if its radius is more than that: with the
    longest way that the cut-off allows as radius nothing is missed, since no network is shorter than the straight line.
    Raises ValueError for an empty area.

    >>> square = shapely.box(0, 0, 100, 100)
    >>> distance_to_edge_m(np.array([50.0, 50.0, 120.0]), np.array([50.0, 80.0, 50.0]), square).tolist()
    [50.0, 20.0, 0.0]
    """
    if area.is_empty:
        raise ValueError("The area for which data are loaded is empty.")
    points = shapely.points(x, y)
    edge = area.boundary
    shapely.prepare(area)
    shapely.prepare(edge)
    distance: NDArray[np.float64] = np.where(shapely.intersects(area, points), shapely.distance(edge, points), 0.0)
    return distance
