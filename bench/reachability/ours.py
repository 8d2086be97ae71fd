"""The portal's methods on the contracted streets: `python -m bench.reachability.ours FILE`."""

import sys

import numpy as np

from analysis.methods.costs import CostTable, cost_table
from analysis.methods.decay import stepwise
from analysis.methods.facilities import Facilities
from analysis.methods.isochrone import isochrones
from analysis.methods.nearest import nearest
from analysis.methods.reach import pieces, reach
from analysis.methods.supply import two_step
from bench.reachability.jobs import (
    BIKE,
    BIKE_M,
    FOOT,
    FOOT_M,
    ISOCHRONE,
    ISOCHRONE_M,
    NEAREST,
    POLYGON,
    SUPPLY,
    Sample,
    say,
    say_memory,
    timed,
)
from bench.reachability.streets import footways
from network.graph import Graph, Places

PROGRAM = "the portal"


def main(file: str) -> None:
    with np.load(file) as stored:
        network = footways(*(stored[name] for name in ("x", "y", "start", "end", "length_m", "point_offset", "points")))
        edge, fraction = stored["edge"], stored["fraction"]
    sample = Sample.of(len(edge))

    def places(nodes: np.ndarray) -> Places:
        return Places(edge[nodes], fraction[nodes], np.zeros(len(nodes)))

    build_s, graph = timed(lambda: Graph.of(network, network.length_m, network.length_m, 1.0))
    say(PROGRAM, "build", build_s, nodes=len(edge), junctions=len(network.x), edges=len(network.start))
    origins = [places(sample.origins[[each]]) for each in range(len(sample.origins))]
    isochrones(graph, origins[0], [ISOCHRONE_M])
    times, _ = zip(*(timed(lambda at=at: pieces(reach(graph, at, ISOCHRONE_M))) for at in origins), strict=True)
    say(PROGRAM, ISOCHRONE, float(np.median(times)))
    times, found = zip(*(timed(lambda at=at: isochrones(graph, at, [ISOCHRONE_M])) for at in origins), strict=True)
    areas_m2 = [only.area.area for [only] in found]
    say(PROGRAM, POLYGON, float(np.median(times)), area_km2=float(np.mean(areas_m2)) / 1e6)

    facilities, cells = Facilities.with_one_entrance(places(sample.facilities)), places(sample.places)
    spent_s, near = timed(lambda: nearest(graph, cells, facilities), repeat=3)
    say(PROGRAM, NEAREST, spent_s, sum_m=float(near.cost.sum()))
    for job, limit_m in ((FOOT, FOOT_M), (BIKE, BIKE_M)):
        spent_s, table = timed(lambda limit_m=limit_m: cost_table(graph, cells, facilities, limit_m))
        say(PROGRAM, job, spent_s, pairs=len(table), sum_m=float(table.cost.sum()))
        if job == FOOT:
            _supply(table)
    say_memory(PROGRAM)


def _supply(table: CostTable) -> None:
    """Time E2SFCA (minutes 10, 20, 30 at 5 km/h) on the table on foot."""
    rng = np.random.default_rng(1)
    people, supply = rng.integers(1, 60, table.n_places) * 1.0, rng.uniform(100, 2000, table.n_facilities)
    by_distance = stepwise({FOOT_M / 3: 1.0, FOOT_M / 1.5: 0.68, FOOT_M: 0.22})
    spent_s, found = timed(
        lambda: two_step(table.place, table.facility, table.cost, people, supply, by_distance), repeat=7
    )
    served = np.delete(supply, found.without_demand).sum()
    say(PROGRAM, SUPPLY, spent_s, pairs=len(table), difference=float(abs((people * found.access).sum() / served - 1)))


if __name__ == "__main__":
    main(sys.argv[1])
