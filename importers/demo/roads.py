"""Roads between settlements, railways and motorways.

Known roads follow their waypoints. Between all other neighbours a road is searched over the terrain: it avoids slopes,
prefers roads that are there already and never crosses the dividing river, whose bridges are known.
"""

import heapq
import math
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np
import shapely

from importers.demo import curves
from importers.demo.facts import FloatArray, Line, Neighbour, RegionFacts, Settlement
from importers.demo.grid import Grid
from importers.demo.terrain import Terrain
from importers.demo.ways import Way, joined_at_crossings, rounded_points

CELL_M = 250.0
SLOPE_COST = 9.0
EXISTING_ROAD_COST = 0.45  # of open land: new roads join old ones
TOWN_COST = 2.5  # nobody crosses the city to reach the next village
LONGEST_NEIGHBOUR_M = 10_500.0
BUSY_POPULATION = 2200  # a road between two such places is a secondary road
VERTEX_SPACING_M = 90.0
SNAP_M = 70.0  # an end of a known street this near to another one ends on it
CARRIAGEWAY_M = 11.0  # from the middle of a motorway to the middle of each carriageway
EXIT_REACH_M = 900.0
RIVER_CLEARANCE_M = 30.0
CLASSES = ["tertiary", "secondary", "primary"]

STEPS = [(dr, dc, math.hypot(dr, dc)) for dr in (-1, 0, 1) for dc in (-1, 0, 1) if dr or dc]
INFINITE = math.inf

Cell = tuple[int, int]


class Roads:
    """All roads outside of the street pattern of settlements."""

    def __init__(self, facts: RegionFacts, terrain: Terrain) -> None:
        self.facts = facts
        self.terrain = terrain
        self.grid = Grid.over(facts.bounds, CELL_M)
        places: list[Settlement | Neighbour] = [*facts.settlements, *facts.neighbours]
        self.places = [(place.name, (place.x, place.y)) for place in places]
        self.position = dict(self.places)
        self.population = {s.name: s.population for s in facts.settlements}

    @cached_property
    def ways(self) -> list[Way]:
        """Roads on the ground that meet at common nodes: known main streets and searched country roads."""
        known = [self._known(line) for line in self.facts.streets]
        _snap_ends(known)
        ways = known + self._country_roads()
        for way in ways:
            way.points = rounded_points(way.points)
        joined_at_crossings(ways)
        return ways

    @cached_property
    def motorways(self) -> list[Way]:
        """Two carriageways for each motorway, one-way, on the right; and the slip roads of its exits."""
        carriageways = []
        for line in self.facts.motorways:
            axis = shapely.LineString(curves.spline(line.points, spacing_m=160))
            tags = {"highway": "motorway", "ref": line.tags["ref"], "oneway": "yes", "lanes": "2", "foot": "no"}
            for side in (-CARRIAGEWAY_M, CARRIAGEWAY_M):
                points = shapely.get_coordinates(shapely.offset_curve(axis, side))
                # Traffic keeps to the right: the left carriageway runs against the axis.
                carriageways.append(Way(rounded_points(points if side < 0 else points[::-1]), dict(tags), "motorway"))
        return carriageways + [slip for line in self.facts.exits for slip in self._slip_roads(line, carriageways)]

    def _slip_roads(self, line: Line, carriageways: list[Way]) -> Iterator[Way]:
        """From each carriageway near an exit to the nearest junction of a main road."""
        junctions = np.vstack([way.points[[0, -1]] for way in self.ways if way.highway in CLASSES])
        junction = junctions[np.argmin(np.hypot(*(junctions - line.points[0]).T))]
        for carriageway in carriageways:
            distance = np.hypot(*(carriageway.points - line.points[0]).T)
            nearest = int(np.argmin(distance))
            if distance[nearest] < EXIT_REACH_M:
                leave = carriageway.points[nearest]
                bend = (leave + junction) / 2 + 0.15 * (junction - leave)[::-1] * (1, -1)
                points = rounded_points(curves.spline(np.array([leave, bend, junction]), spacing_m=60))
                yield Way(
                    points,
                    {"highway": "motorway_link", "oneway": "yes", "foot": "no", "destination": line.name},
                    "motorway",
                )

    @cached_property
    def railways(self) -> list[Way]:
        """Main lines and tramways."""
        lines = [(line, {"railway": "rail", "usage": "main"}) for line in self.facts.railways]
        lines += [(line, {"railway": "tram"}) for line in self.facts.trams]
        return [
            Way(rounded_points(curves.spline(line.points, spacing_m=120)), {**tags, "name": line.name}, "railway")
            for line, tags in lines
        ]

    def _known(self, line: Line) -> Way:
        tags: dict[str, str] = {key: str(line.tags[key]) for key in ("highway", "ref") if key in line.tags}
        if line.name:
            tags["name"] = line.name
        if line.tags.get("bridge"):
            return Way(line.points, {**tags, "bridge": "yes", "layer": "1"}, "street")
        points = self._off_the_river(curves.spline(line.points, spacing_m=VERTEX_SPACING_M))
        points[0], points[-1] = line.points[0], line.points[-1]
        return Way(points, tags, "street")

    def _off_the_river(self, points: FloatArray) -> FloatArray:
        """Moves vertices that came too near to the dividing river away from its middle, without kinks."""
        for _ in range(3):
            pushed = self._pushed(points)
            points = pushed.copy()
            points[1:-1] = 0.25 * pushed[:-2] + 0.5 * pushed[1:-1] + 0.25 * pushed[2:]
        return self._pushed(points)

    def _pushed(self, points: FloatArray) -> FloatArray:
        points = points.copy()
        way = shapely.linestrings(points)
        for water in (water for water in self.terrain.waters if water.divides):
            if not shapely.dwithin(water.centre, way, water.width_m):
                continue
            along = shapely.line_locate_point(water.centre, shapely.points(points))
            away = points - shapely.get_coordinates(shapely.line_interpolate_point(water.centre, along))
            distance = np.hypot(*away.T)
            wanted = water.width_m / 2 + RIVER_CLEARANCE_M
            near = (distance < wanted) & (distance > 1)
            points[near] += away[near] * ((wanted - distance[near]) / distance[near])[:, None]
        return points

    # --- Country roads ---

    def _country_roads(self) -> list[Way]:
        """Searched roads as chains between junctions, the class of each the highest that uses it."""
        used: dict[frozenset[Cell], tuple[int, str]] = {}
        for start, end, rank, ref in self._connections():
            path = self._path(start, end, used)
            for pair in pairwise(path):
                stretch = frozenset(pair)
                old_rank, old_ref = used.get(stretch, (-1, ""))
                used[stretch] = (max(rank, old_rank), ref or old_ref)
        return list(self._chains(used))

    def _connections(self) -> list[tuple[str, str, int, str]]:
        """Pairs of places to be joined, with rank of the road and its number: federal roads first, then by size."""
        connections = [
            (start, end, CLASSES.index(route.tags["highway"]), route.tags.get("ref", ""))
            for route in self.facts.routes
            for start, end in zip(route.tags["via"], route.tags["via"][1:], strict=False)
        ]
        known = {frozenset(connection[:2]) for connection in connections} | self._joined_by_streets()
        quarters = {s.name for s in self.facts.settlements if s.kind == "quarter"}
        others = []
        for start, end in self._gabriel_pairs():
            if frozenset((start, end)) in known or start in quarters or end in quarters:
                continue
            smaller = min(self.population.get(start, 1500), self.population.get(end, 1500))
            others.append((start, end, int(smaller >= BUSY_POPULATION), ""))
        both = {name: self.population.get(name, 1000) for name in self.position}
        return connections + sorted(others, key=lambda c: (-both[c[0]] - both[c[1]], c[0], c[1]))

    def _joined_by_streets(self) -> set[frozenset[str]]:
        """Pairs of places on a common known street."""
        pairs = set()
        for line in self.facts.streets:
            on_it = [name for name, place in self.places if np.min(np.hypot(*(line.points - place).T)) < 1]
            pairs |= {frozenset((a, b)) for a in on_it for b in on_it if a != b}
        return pairs

    def _gabriel_pairs(self) -> Iterator[tuple[str, str]]:
        """Pairs of places on one bank with no third place in the circle over them (Gabriel and Sokal 1969)."""
        points = np.array([place for _, place in self.places])
        bank = self.terrain.bank_of(points)
        distance = np.hypot(points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1])
        for a in range(len(points)):
            for b in range(a + 1, len(points)):
                if distance[a, b] > LONGEST_NEIGHBOUR_M or bank[a] != bank[b]:
                    continue
                within = np.hypot(*(points - (points[a] + points[b]) / 2).T) < distance[a, b] / 2 - 1e-6
                if not np.any(within & (bank == bank[a])):
                    yield self.places[a][0], self.places[b][0]

    @cached_property
    def _ground(self) -> list[list[float]]:
        centres = self.grid.centres()
        cost = 1 + SLOPE_COST * self.terrain.grid.sample(self.terrain.slope, centres)
        # Uneven ground bends roads that would otherwise follow the eight directions of the grid.
        cost *= 1 + 0.45 * self.grid.noise(self.facts.chance("road ground"), wavelength_m=1100).ravel()
        for settlement in self.facts.settlements:
            if settlement.kind == "quarter":
                cost[np.hypot(centres[:, 0] - settlement.x, centres[:, 1] - settlement.y) < 700] *= TOWN_COST
        return cost.reshape(self.grid.shape).tolist()

    @cached_property
    def _bank(self) -> list[list[int]]:
        bank = self.terrain.bank_of(self.grid.centres()).reshape(self.grid.shape)
        places = np.array([place for _, place in self.places])
        bank[self.grid.cell_of(places)] = self.terrain.bank_of(places)
        return bank.tolist()

    def _cell(self, name: str) -> Cell:
        (row,), (column,) = self.grid.cell_of(np.array([self.position[name]]))
        return int(row), int(column)

    def _path(self, start: str, end: str, used: dict[frozenset[Cell], tuple[int, str]]) -> list[Cell]:
        """Cheapest cells from one place to another (A*); empty where the river is between them."""
        source, target = self._cell(start), self._cell(end)
        ground, bank = self._ground, self._bank
        best, before = {source: 0.0}, {source: source}
        heap = [(0.0, source)]
        while heap:
            _, cell = heapq.heappop(heap)
            if cell == target:
                return self._traced(before, target)
            row, column = cell
            for dr, dc, step in STEPS:
                r, c = row + dr, column + dc
                if not (0 <= r < self.grid.height and 0 <= c < self.grid.width) or bank[r][c] != bank[row][column]:
                    continue
                neighbour = (r, c)
                price = EXISTING_ROAD_COST if frozenset((cell, neighbour)) in used else 1.0
                cost = best[cell] + step * price * (ground[row][column] + ground[r][c]) / 2
                if cost < best.get(neighbour, INFINITE):
                    best[neighbour], before[neighbour] = cost, cell
                    left = math.hypot(r - target[0], c - target[1])
                    heapq.heappush(heap, (cost + EXISTING_ROAD_COST * left, neighbour))
        return []

    @staticmethod
    def _traced(before: dict[Cell, Cell], target: Cell) -> list[Cell]:
        path = [target]
        while before[path[-1]] != path[-1]:
            path.append(before[path[-1]])
        return path[::-1]

    def _chains(self, used: dict[frozenset[Cell], tuple[int, str]]) -> Iterator[Way]:
        """Roads from junction to junction, smooth, with one class and number each."""
        at: dict[Cell, list[Cell]] = {}
        for stretch in used:
            a, b = sorted(stretch)
            at.setdefault(a, []).append(b)
            at.setdefault(b, []).append(a)
        anchors = {self._cell(name): place for name, place in self.places}
        place = self._placed(anchors)

        def is_junction(cell: Cell) -> bool:
            kinds = {used[frozenset((cell, other))] for other in at[cell]}
            return len(at[cell]) != 2 or len(kinds) > 1 or cell in anchors

        seen: set[frozenset[Cell]] = set()
        for start in sorted(cell for cell in at if is_junction(cell)):
            for following in sorted(at[start]):
                if frozenset((start, following)) in seen:
                    continue
                chain = [start, following]
                seen.add(frozenset(chain))
                while not is_junction(chain[-1]):
                    onward = next(cell for cell in at[chain[-1]] if cell != chain[-2])
                    seen.add(frozenset((chain[-1], onward)))
                    chain.append(onward)
                rank, ref = used[frozenset(chain[:2])]
                tags = {"highway": CLASSES[rank]} | ({"ref": ref} if ref else {})
                road = Way(self._smooth(np.array([place(cell) for cell in chain])), tags, "country")
                if not shapely.intersects(self.terrain.river, road.line):  # a bend cut short over the water
                    yield road

    def _placed(self, anchors: dict[Cell, tuple[float, float]]) -> Callable[[Cell], tuple[float, float]]:
        """Where the road passes in each cell: a little off its middle, so that no grid shows through."""
        shift = self.facts.chance("roads").uniform(-0.3, 0.3, (*self.grid.shape, 2)) * CELL_M

        def place(cell: Cell) -> tuple[float, float]:
            if cell in anchors:
                return anchors[cell]
            dx, dy = shift[cell]
            return float(self.grid.xs[cell[1]] + dx), float(self.grid.ys[cell[0]] + dy)

        return place

    def _smooth(self, points: FloatArray) -> FloatArray:
        if len(points) > 2:
            points = shapely.get_coordinates(shapely.simplify(shapely.LineString(points), 95))
        smooth = self._off_the_river(curves.spline(curves.rounded(points, times=1), spacing_m=VERTEX_SPACING_M))
        smooth[0], smooth[-1] = points[0], points[-1]
        return smooth


def _snap_ends(ways: list[Way]) -> None:
    """Moves loose ends of ways onto the nearest other way close by, in place: waypoints are rough."""
    ends = {tuple(point) for way in ways for point in way.points[[0, -1]].tolist()}
    vertices = {tuple(point): 0 for point in ends}
    for way in ways:
        for point in set(map(tuple, way.points.tolist())) & ends:
            vertices[point] += 1
    for way in ways:
        for end in (0, -1):
            if vertices[tuple(way.points[end].tolist())] > 1:
                continue
            point = shapely.Point(way.points[end])
            others = [other.line for other in ways if other is not way]
            nearest = min(others, key=lambda line: shapely.distance(line, point))
            if shapely.distance(nearest, point) < SNAP_M:
                on_it = shapely.line_interpolate_point(nearest, shapely.line_locate_point(nearest, point))
                way.points[end] = np.round(shapely.get_coordinates(on_it)[0], 2)
