"""Small random graphs with all that is awkward: one-way and parallel edges, loops, edges that cost nothing, islands.

Costs are whole numbers and fractions quarters, so that equal costs are equal and limits are met exactly.
"""

import numpy as np

from network.graph import Graph, Places
from tests.network import grids


def random_graph(rng: np.random.Generator, junctions: int = 8, edges: int = 14) -> Graph:
    ends = rng.integers(0, junctions, (edges, 2))
    ends[1] = ends[0]
    costs = rng.integers(0, 6, (2, edges)) * 4.0
    costs[rng.random((2, edges)) < 0.25] = np.inf
    costs[:, rng.random(edges) < 0.3] += 4
    at = rng.integers(0, 100, (junctions, 2)).astype(float)
    return grids.graph(at.tolist(), ends.tolist(), *costs, cost_per_leg_m=0.5)


def random_places(rng: np.random.Generator, graph: Graph, number: int) -> Places:
    edge = rng.integers(0, len(graph.network.start), number).astype(np.int32)
    edge[rng.random(number) < 0.1] = -1
    return Places(edge, rng.integers(0, 5, number) / 4, rng.integers(0, 3, number) * 2.0)
