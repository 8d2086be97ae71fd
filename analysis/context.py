"""What a question computes with: the rows that were taken, as arrays, and the graph of a profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import scenario
from analysis.methods import facilities as methods
from analysis.methods.costs import CostTable, cost_table_of_range
from analysis.methods.opening import OpeningHours, Ranges, is_usable, state_on_arrival
from analysis.parameters import departure
from analysis.selection import AGE_GROUPS, STATES, Selection
from network.graph import Graph, Places
from network.profiles import profiles
from network.queries import network_of
from network.scenario import overlay
from network.snapping import snap


@dataclass(frozen=True)
class Facilities:
    """K facilities. `entrance_xy` (E, 2) EPSG:25832 and `entrance_of` (E,) say where one enters which of them.

    `amount` (K,) float64 is the supply, NaN where it is not known. `hours` are what is known of their opening.
    """

    layers: list[str]
    ids: list[str]
    names: list[str]
    kinds: list[str]
    municipalities: list[str | None]
    entrance_xy: NDArray[np.float64]
    entrance_of: NDArray[np.int32]
    amount: NDArray[np.float64]
    hours: OpeningHours

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class People:
    """K units of population: `xy` (K, 2) EPSG:25832, how many people live there, and by age; `edge_m` (K,) how far it
    is to the edge of the region.
    """

    ids: list[str]
    xy: NDArray[np.float64]
    municipalities: list[str | None]
    districts: list[str | None]
    population: NDArray[np.float64]
    by_age: dict[str, NDArray[np.float64]]
    edge_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ids)


def facilities_of(selection: Selection) -> Facilities:
    """Return the facilities of a selection as arrays."""
    entrances, hours = selection.column("entrances"), selection.column("ranges")
    spread = [(place, xy) for place, each in enumerate(entrances) for xy in each]
    return Facilities(
        layers=selection.column("layer"),
        ids=selection.column("id"),
        names=selection.column("name"),
        kinds=selection.column("kind"),
        municipalities=selection.column("municipality"),
        entrance_xy=np.array([xy for _place, xy in spread], dtype=float).reshape(-1, 2),
        entrance_of=np.array([place for place, _xy in spread], dtype=np.int32),
        amount=np.array([np.nan if each is None else each for each in selection.column("amount")], dtype=float),
        hours=OpeningHours(**{state: _ranges(hours, state) for state in STATES}),
    )


def _ranges(hours: list[dict[str, Any] | None], state: str) -> Ranges:
    spans = [(place, *span) for place, each in enumerate(hours) for span in (each or {}).get(state, ())]
    facility, start_s, end_s = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    return Ranges(facility, start_s, end_s)


def people_of(selection: Selection) -> People:
    """Return the units of population of a selection as arrays."""
    return People(
        ids=selection.column("id"),
        xy=np.array([selection.column("x"), selection.column("y")], dtype=float).T.reshape(-1, 2),
        municipalities=selection.column("municipality"),
        districts=selection.column("district"),
        population=np.array(selection.column("population"), dtype=float),
        by_age={group: np.array(selection.column(group), dtype=float) for group in AGE_GROUPS},
        edge_m=np.array(selection.column("edge_m"), dtype=float),
    )


@lru_cache(maxsize=8)
def _kept_facilities(row_hash: str) -> Facilities:
    return facilities_of(Selection.kept(row_hash))


@lru_cache(maxsize=4)
def _kept_people(row_hash: str) -> People:
    return people_of(Selection.kept(row_hash))


@dataclass
class Context:
    """What a part of a run, or a whole small one, computes with.

    `inputs` names the version of the network and the hashes of stored rows. `rows` are selections that nobody stored,
    by the same names; see `Context.unstored`. `look` is called now and then with the share that is done (0 to 1) and
    raises Cancelled if nobody wants it any more.
    """

    parameters: dict[str, Any]
    inputs: dict[str, str]
    look: Callable[[float], None] = lambda _share: None
    rows: Mapping[str, Selection] = field(default_factory=dict)
    _laid: dict[str, Graph] = field(default_factory=dict, repr=False)

    @classmethod
    def unstored(cls, parameters: dict[str, Any], rows: Mapping[str, Selection], network: str) -> "Context":
        """Return what an answer at once is computed with: rows as they were just taken, a version of the network."""
        return cls(parameters, {"network": network}, rows=rows)

    @cached_property
    def facilities(self) -> Facilities:
        """The facilities that were taken."""
        if "facilities" in self.rows:
            return facilities_of(self.rows["facilities"])
        return _kept_facilities(self.inputs["facilities"])

    @cached_property
    def people(self) -> People:
        """The units of population that were taken."""
        if "people" in self.rows:
            return people_of(self.rows["people"])
        return _kept_people(self.inputs["people"])

    @property
    def departure(self) -> datetime | None:
        """When people set out, None if it does not matter what is open."""
        return departure(self.parameters)

    def graph(self, profile: str) -> Graph:
        """Return the graph of a profile, in minutes, on the network that the run took, under its scenario."""
        chosen = profiles()[profile]
        graph = chosen.graph(network_of(self.inputs["network"]), "minutes")
        if scenario.NAME not in self.parameters:
            return graph
        if profile not in self._laid:
            changes = scenario.scenario_of(self.parameters[scenario.NAME], graph)
            self._laid[profile] = overlay(graph, changes, chosen, "minutes")
        return self._laid[profile]

    def entrances(self, profile: str) -> methods.Facilities:
        """Return the facilities with their entrances on the edges that a profile may travel."""
        found = self.facilities
        return methods.Facilities(snap(self.graph(profile), found.entrance_xy), found.entrance_of, len(found))

    def homes(self, profile: str) -> Places:
        """Return the units of population on the edges that a profile may travel."""
        if "people" in self.rows or scenario.NAME in self.parameters:
            return snap(self.graph(profile), self.people.xy)
        return _homes(self.inputs["network"], profile, self.inputs["people"])

    def costs(self, profile: str, limit_min: float, first: int = 0, last: int | None = None) -> CostTable:
        """Return the minutes from each unit of population to the facilities first to last, without those closed then.

        With a departure only pairs count whose facility is open on arrival; what nobody knows does not.
        """
        graph, entrances = self.graph(profile), self.entrances(profile)
        last = len(self.facilities) if last is None else last
        table = cost_table_of_range(
            graph,
            self.homes(profile),
            entrances,
            limit_min,
            first,
            last,
            progress=lambda done, of: self.look(done / max(of, 1)),
        )
        return table if self.departure is None else open_on_arrival(table, self.facilities, self.departure)


def open_on_arrival(table: CostTable, facilities: Facilities, leaving: datetime) -> CostTable:
    """Return the pairs whose facility is open when one gets there."""
    states = state_on_arrival(table.facility, table.cost, facilities.hours, leaving)
    usable = is_usable(states)
    return CostTable(
        table.place[usable], table.facility[usable], table.cost[usable], table.n_places, table.n_facilities
    )


@lru_cache(maxsize=8)
def _homes(network: str, profile: str, people: str) -> Places:
    """Return the units of population on the edges that a profile may travel, once for all parts of a run."""
    return snap(profiles()[profile].graph(network_of(network), "minutes"), _kept_people(people).xy)
