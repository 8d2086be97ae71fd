"""pandana and networkit on every node, in their own environment: `python -m bench.reachability.peers NAME FILE`.

Neither makes polygons. networkit's search knows no limit, so its tables are those of some facilities, multiplied.
"""

import sys

import numpy as np

from bench.reachability.jobs import (
    FACILITIES,
    FOOT,
    FOOT_M,
    ISOCHRONE,
    ISOCHRONE_M,
    NEAREST,
    SAMPLE,
    Sample,
    say,
    say_memory,
    timed,
)

FARTHEST_M = 20_000.0


def pandana(x: np.ndarray, y: np.ndarray, start: np.ndarray, end: np.ndarray, length_m: np.ndarray) -> None:
    import pandas as pd
    from pandana import Network

    sample, lengths = Sample.of(len(x)), pd.DataFrame({"m": length_m})
    build_s, net = timed(
        lambda: Network(pd.Series(x), pd.Series(y), pd.Series(start), pd.Series(end), lengths, twoway=True)
    )
    say("pandana", "build", build_s)
    times = [timed(lambda at=at: net.nodes_in_range([int(at)], ISOCHRONE_M))[0] for at in sample.origins]
    say("pandana", ISOCHRONE, float(np.median(times)))

    def nearest() -> pd.DataFrame:
        at = sample.facilities
        net.set_pois("facility", FARTHEST_M, 1, pd.Series(x[at]), pd.Series(y[at]))
        return net.nearest_pois(FARTHEST_M, "facility", 1)

    spent_s, found = timed(nearest)
    say("pandana", NEAREST, spent_s, sum_m=float(found[1].to_numpy()[sample.places].sum()))

    def table() -> pd.DataFrame:
        found = net.nodes_in_range(sample.facilities.tolist(), FOOT_M)
        return found[found["destination"].isin(set(sample.places.tolist()))]

    spent_s, pairs = timed(table)
    say("pandana", FOOT, spent_s, pairs=len(pairs))
    say_memory("pandana")


def networkit(x: np.ndarray, y: np.ndarray, start: np.ndarray, end: np.ndarray, length_m: np.ndarray) -> None:
    import networkit as nk

    nk.setNumberOfThreads(1)
    size, sample = len(x), Sample.of(len(x))
    build_s, net = timed(lambda: nk.graph.GraphFromCoo((length_m, (start, end)), n=size, weighted=True, directed=False))
    say("networkit", "build", build_s)

    def search(graph: nk.Graph, origin: int) -> np.ndarray:
        found = nk.distance.Dijkstra(graph, origin, storePaths=False)
        found.run()
        return np.asarray(found.getDistances(asarray=True))

    times = [timed(lambda at=at: search(net, int(at)) <= ISOCHRONE_M)[0] for at in sample.origins[:5]]
    say("networkit", ISOCHRONE, float(np.median(times)))
    # One node more, beside all facilities: it must cost something to pass, or ways would lead through it.
    tail, head = np.append(start, np.full(FACILITIES, size)), np.append(end, sample.facilities)
    far = np.append(length_m, np.full(FACILITIES, FARTHEST_M))
    beside = nk.graph.GraphFromCoo((far, (tail, head)), n=size + 1, weighted=True, directed=False)
    spent_s, cost = timed(lambda: search(beside, size)[:size] - FARTHEST_M)
    say("networkit", NEAREST, spent_s, sum_m=float(cost[sample.places].sum()))

    def table() -> None:
        found = nk.distance.SPSP(net, sample.facilities[:SAMPLE].tolist(), sample.places.tolist())
        found.run()
        found.getDistances(asarray=True)

    spent_s, _ = timed(table)
    say("networkit", FOOT, spent_s * FACILITIES / SAMPLE, is_estimate=True)
    say_memory("networkit")


if __name__ == "__main__":
    with np.load(sys.argv[2]) as stored:
        arrays = [stored[name] for name in ("x", "y", "start", "end", "length_m")]
    {"pandana": pandana, "networkit": networkit}[sys.argv[1]](*arrays)
