"""Slow and plain ways to the same answers, written without the methods that they check."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np

from network.graph import Graph, Places

Arcs = Mapping[int, list[tuple[int, float]]]


def plain_dijkstra(arcs: Arcs, seeds: Iterable[tuple[int, float]], limit: float = np.inf) -> dict[int, float]:
    """Return the cost of all that is reached within the limit: the textbook's algorithm on a heap."""
    cost: dict[int, float] = {}
    waiting = [(begun, node) for node, begun in seeds if begun <= limit]
    heapq.heapify(waiting)
    while waiting:
        spent, node = heapq.heappop(waiting)
        if node in cost:
            continue
        cost[node] = spent
        for head, arc in arcs.get(node, ()):
            if head not in cost and spent + arc <= limit:
                heapq.heappush(waiting, (spent + arc, head))
    return cost


def arcs_of(graph: Graph) -> dict[int, list[tuple[int, float]]]:
    """Return the arcs of a graph, both directions of each edge, as far as one may go."""
    network, arcs = graph.network, defaultdict(list)
    ends = zip(network.start.tolist(), network.end.tolist(), graph.forward, graph.backward, strict=True)
    for start, end, forward, backward in ends:
        if np.isfinite(forward):
            arcs[start].append((end, float(forward)))
        if np.isfinite(backward):
            arcs[end].append((start, float(backward)))
    return arcs


def reached_m(arcs: Arcs, cost: Mapping[int, float], limit_m: float) -> float:
    """Return the reached length in a network of two-way edges, none parallel, whose costs are metres."""
    total = 0.0
    for tail, spent in cost.items():
        for head, length_m in arcs[tail]:
            from_tail = min(length_m, limit_m - spent)
            if head in cost:
                # Such an edge is met again from its other end.
                total += min(length_m, from_tail + min(length_m, limit_m - cost[head])) / 2
            else:
                total += from_tail
    return total


class Divided:
    """A graph whose edges are divided at places, so that each place is a node: no edge has to be entered halfway.

    Place k of list l is `self.node[l][k]`; `segments` are (tail, head, forward, backward, metres).
    """

    def __init__(self, graph: Graph, *lists: Places) -> None:
        self.graph, self.lists = graph, lists
        numbers = iter(range(len(graph.network.x), 10**9))
        self.node = [[next(numbers) for _ in places.edge] for places in lists]
        on_edge: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for places, nodes in zip(lists, self.node, strict=True):
            for edge, fraction, node in zip(places.edge.tolist(), places.fraction.tolist(), nodes, strict=True):
                on_edge[edge].append((fraction, node))
        self.segments: list[tuple[int, int, float, float, float]] = []
        for edge, (start, end) in enumerate(zip(graph.network.start.tolist(), graph.network.end.tolist(), strict=True)):
            stops = [(0.0, start), *sorted(on_edge[edge]), (1.0, end)]
            for (low, tail), (high, head) in pairwise(stops):
                share = high - low
                forward, backward = ((share * each[edge] if share else 0.0) for each in (graph.forward, graph.backward))
                self.segments.append((tail, head, forward, backward, share * graph.network.length_m[edge]))
        self.arcs: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for tail, head, forward, backward, _ in self.segments:
            if np.isfinite(forward):
                self.arcs[tail].append((head, forward))
            if np.isfinite(backward):
                self.arcs[head].append((tail, backward))

    def leg(self, number: int, place: int) -> float:
        places = self.lists[number]
        return float(places.distance_m[place]) * self.graph.cost_per_leg_m if places.edge[place] >= 0 else np.inf

    def costs(self) -> np.ndarray:
        """Return the cost from each place of the first list to each of the second, (K, F), inf where none."""
        result = np.full((len(self.node[0]), len(self.node[1])), np.inf)
        for row, node in enumerate(self.node[0]):
            cost = plain_dijkstra(self.arcs, [(node, self.leg(0, row))])
            for column, target in enumerate(self.node[1]):
                result[row, column] = cost.get(target, np.inf) + self.leg(1, column)
        return result

    def reached_length_m(self, limit: float) -> float:
        """Return the length that is reached from the places of the first list."""
        cost = plain_dijkstra(self.arcs, [(node, self.leg(0, row)) for row, node in enumerate(self.node[0])], limit)
        total = 0.0
        for tail, head, forward, backward, length_m in self.segments:
            shares = [
                min(1.0, (limit - cost[node]) / spent) if spent else 1.0
                for node, spent in ((tail, forward), (head, backward))
                if node in cost and np.isfinite(spent)
            ]
            total += length_m * min(1.0, sum(shares))
        return total
