"""Known buildings: their outlines, and the ground around them on which no street is laid out."""

import numpy as np
import shapely

from importers.demo.facts import FloatArray, Landmark

YARD_M = 9.0


def outline_of(landmark: Landmark) -> FloatArray:
    """Closed outline of a known building: rectangle, cross (nave and transept) or court (three wings)."""
    w, d = landmark.width_m / 2, landmark.depth_m / 2
    if landmark.shape == "cross":
        nave, start, end = d * 0.42, w * 0.15, w * 0.55
        corners = [(-w, -nave), (start, -nave), (start, -d), (end, -d), (end, -nave), (w, -nave)]
        corners += [(x, -y) for x, y in reversed(corners)]
    elif landmark.shape == "court":
        wing = min(0.3 * landmark.width_m, 0.36 * landmark.depth_m)
        corners = [
            (-w, -d),
            (w, -d),
            (w, d),
            (w - wing, d),
            (w - wing, wing - d),
            (wing - w, wing - d),
            (wing - w, d),
            (-w, d),
        ]
    else:
        corners = [(-w, -d), (w, -d), (w, d), (-w, d)]
    bearing = np.radians(90 - landmark.bearing_deg)
    turn = np.array([[np.cos(bearing), np.sin(bearing)], [-np.sin(bearing), np.cos(bearing)]])
    closed = np.array([*corners, corners[0]]) @ turn + (landmark.x, landmark.y)
    return np.round(closed, 2)


def yard_of(landmark: Landmark) -> shapely.Polygon:
    """The ground of a known building: streets lead around it."""
    return shapely.convex_hull(shapely.Polygon(outline_of(landmark))).buffer(YARD_M, quad_segs=2)
