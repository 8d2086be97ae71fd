"""pgRouting beside us, in the same database and on the same streets: one profile, no HTTP, no people, no page."""

import statistics
import time
from collections.abc import Sequence

import psycopg

from analysis.positions import in_metres
from bench.reachability import database
from bench.reachability.streets import Streets
from bench.serving.scratch import Scratch
from network.network import Mode, Network

FOOT_M_PER_MINUTE = 5000 / 60
# What tutorials do: the nodes within the distance, and a hull around them.
HULL = """
SELECT public.ST_AsGeoJSON(public.ST_ConcaveHull(public.ST_Collect(public.ST_Point(x, y)), 0.3))
FROM public.pgr_drivingDistance(%s, %s, %s, false) JOIN bench.node USING (node)
"""
REACHED = "SELECT count(*) FROM public.pgr_drivingDistance(%s, %s::int[], %s, false, %s)"


class PgRouting:
    """The streets that may be walked, as pgRouting reads them."""

    def __init__(self, place: Scratch, network: Network) -> None:
        place.as_superuser("CREATE EXTENSION IF NOT EXISTS pgrouting SCHEMA public;")
        walked = (network.allowed_forward & Mode.FOOT) > 0
        self.streets = Streets(
            network.x, network.y, network.start[walked], network.end[walked], network.length_m[walked]
        )
        self.connection = psycopg.connect(autocommit=True)
        database.load(self.connection, self.streets)
        self.connection.execute("CREATE TABLE bench.node (node bigint PRIMARY KEY, x float8, y float8)")
        with self.connection.cursor().copy("COPY bench.node FROM STDIN") as copy:
            for row in zip(range(len(network.x)), network.x.tolist(), network.y.tolist(), strict=True):
                copy.write_row(row)
        self.connection.execute("ANALYZE bench.node")

    def isochrone_ms(self, points: Sequence[tuple[float, float]], minutes: float) -> float:
        """Return the milliseconds within which half of the hulls around these points (lon, lat) come."""
        reach_m = minutes * FOOT_M_PER_MINUTE
        taken = []
        for x, y in map(in_metres, points):
            begun = time.perf_counter()
            nearest = "SELECT node FROM bench.node ORDER BY (x - %s)^2 + (y - %s)^2 LIMIT 1"
            (node,) = self.connection.execute(nearest, [x, y]).fetchone()  # type: ignore[misc]
            snapped = time.perf_counter() - begun  # not counted: others index it
            edges = database.NEARBY.format(point=f"POINT({x} {y})", radius=reach_m)
            self.connection.execute(HULL, [edges, node, reach_m]).fetchall()
            taken.append(1000 * (time.perf_counter() - begun - snapped))
        return statistics.median(taken)

    def table_s(self, origins: Sequence[int], minutes: float, *, only_nearest: bool) -> float:
        """Return the seconds in which all nodes within reach of these nodes are found."""
        begun = time.perf_counter()
        reach_m = minutes * FOOT_M_PER_MINUTE
        self.connection.execute(REACHED, [database.EVERY, list(origins), reach_m, only_nearest]).fetchall()
        return time.perf_counter() - begun
