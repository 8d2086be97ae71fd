"""scipy alone on every node, as one writes it at first: `python -m bench.reachability.plain FILE`.

The polygon is the union of the buffers of all reached segments, as one draws it with shapely.
"""

import sys

import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from bench.reachability.jobs import (
    BIKE,
    BIKE_M,
    FOOT,
    FOOT_M,
    ISOCHRONE,
    ISOCHRONE_M,
    NEAREST,
    POLYGON,
    Sample,
    say,
    say_memory,
    timed,
)

PROGRAM = "scipy"
FACILITIES_AT_ONCE = 50


def main(file: str) -> None:
    with np.load(file) as stored:
        x, y, start, end, length_m = (stored[name] for name in ("x", "y", "start", "end", "length_m"))
    sample, at = Sample.of(len(x)), np.column_stack([x, y])

    def matrix() -> csr_array:
        ends = np.concatenate([start, end]), np.concatenate([end, start])
        return coo_array((np.concatenate([length_m, length_m]), ends), shape=(len(x), len(x))).tocsr()

    def polygon(origin: int) -> shapely.Geometry:
        cost = dijkstra(arcs, indices=origin, limit=ISOCHRONE_M)
        tail, head = np.concatenate([start, end]), np.concatenate([end, start])
        reached = np.isfinite(cost[tail])
        tail, head, whole_m = tail[reached], head[reached], np.concatenate([length_m, length_m])[reached]
        share = np.minimum((ISOCHRONE_M - cost[tail]) / whole_m, 1)[:, None]
        lines = shapely.linestrings(np.stack([at[tail], at[tail] + share * (at[head] - at[tail])], axis=1))
        return shapely.union_all(shapely.buffer(lines, 25, quad_segs=2))

    def table(limit_m: float) -> tuple[int, float]:
        pairs, total = 0, 0.0
        for first in range(0, len(sample.facilities), FACILITIES_AT_ONCE):
            some = sample.facilities[first : first + FACILITIES_AT_ONCE]
            cost = dijkstra(arcs, indices=some, limit=limit_m)[:, sample.places]
            row, column = np.nonzero(np.isfinite(cost))
            pairs, total = pairs + len(row), total + cost[row, column].sum()
        return pairs, float(total)

    build_s, arcs = timed(matrix)
    say(PROGRAM, "build", build_s)
    times = [timed(lambda each=each: dijkstra(arcs, indices=each, limit=ISOCHRONE_M))[0] for each in sample.origins]
    say(PROGRAM, ISOCHRONE, float(np.median(times)))
    times, areas = zip(*(timed(lambda each=each: polygon(each)) for each in sample.origins), strict=True)
    say(PROGRAM, POLYGON, float(np.median(times)), area_km2=float(np.mean([each.area for each in areas])) / 1e6)
    spent_s, cost = timed(lambda: dijkstra(arcs, indices=sample.facilities, min_only=True), repeat=3)
    say(PROGRAM, NEAREST, spent_s, sum_m=float(cost[sample.places].sum()))
    for job, limit_m in ((FOOT, FOOT_M), (BIKE, BIKE_M)):
        spent_s, (pairs, sum_m) = timed(lambda limit_m=limit_m: table(limit_m))
        say(PROGRAM, job, spent_s, pairs=pairs, sum_m=sum_m)
    say_memory(PROGRAM)


if __name__ == "__main__":
    main(sys.argv[1])
