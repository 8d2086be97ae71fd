"""How far is it to the nearest? From a position, or for all people of an area."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, ClassVar

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analysis import at_point, scenario
from analysis.context import Context
from analysis.methods.nearest import nearest
from analysis.parameters import POINT, PROFILE, Schema, departure
from analysis.positions import in_metres, point_geometry, require_in_region
from analysis.questions.base import Arrays, Plan, TableOf, scenario_notes
from analysis.questions.of_people import (
    ONLY_OPEN,
    QuestionOfPeople,
    area_table,
    assumptions,
    farthest_m,
    in_area,
    label_of,
    unit_table,
)
from analysis.results import Column, Result, Table
from analysis.selection import Selection, facilities
from analysis.words import number, percent
from network.profiles import profiles
from published.directions import direction_in_words
from published.errors import BadParameter
from published.filters import MAX_RADIUS_M

MAX_NEAREST = 50
# Degrees on the sphere, in which entries are chosen, and metres of the ellipsoid differ by half a percent at most.
SPHERE_MARGIN = 1.01
MOST: Schema = {
    "type": "integer",
    "title": gettext_lazy("Höchstens so viele Orte"),
    "minimum": 1,
    "maximum": MAX_NEAREST,
    "default": 10,
}
# What is said of one position, and what of all people of an area: a question has one of both.
OF_POINT: dict[str, Schema] = {"point": POINT, "profile": PROFILE, "most": MOST}
OF_PEOPLE = ("area", "profiles")


class Nearest(QuestionOfPeople):
    """The minutes of every unit of population to the nearest facility; or, from one position, the nearest ones.

    From a position, anybody may ask; then the profile is one, and the answer are the facilities. `properties` are those
    of the question about people; the schema knows both.
    """

    id: ClassVar[str] = "nearest"
    title = gettext_lazy("Wie weit ist es zum nächsten?")
    description = gettext_lazy(
        "Für alle Menschen des Gebiets: wie viele Minuten bis zum nächsten der gewählten Orte. Oder von einem Ort aus"
        ": die nächsten, mit Minuten, Entfernung und Richtung."
    )
    tables: ClassVar[Mapping[str, TableOf]] = {
        **QuestionOfPeople.tables,
        "facilities": TableOf(gettext_lazy("Nächste Orte"), has_geometry=True),
    }

    def schema(self) -> Schema:
        """See Question.schema."""
        whole = super().schema()
        return {**whole, "properties": {**whole["properties"], **OF_POINT}}

    def may_be_asked_by_everyone(self, given: Mapping[str, Any]) -> bool:
        """See Question.may_be_asked_by_everyone: from a position."""
        return "point" in given and scenario.NAME not in given

    def checked(self, given: dict[str, Any]) -> dict[str, Any]:
        """See Question.checked; a position must lie in the region, and what is said of people does not go with it."""
        wanted = super().checked(given)
        from_point = "point" in wanted
        for name in OF_PEOPLE if from_point else tuple(OF_POINT):
            if name in given:
                raise BadParameter(
                    _("„%(name)s“ und „point“ gehen nicht zusammen.") % {"name": name}
                    if from_point
                    else _("„%(name)s“ braucht auch „point“.") % {"name": name}
                )
            wanted.pop(name, None)
        if from_point:
            require_in_region("point", wanted["point"])
        return wanted

    def select(self, wanted: dict[str, Any]) -> dict[str, Selection]:
        """See Question.select. From a position: the facilities that the fastest straight way could reach."""
        if "point" not in wanted:
            return super().select(wanted)
        radius_m = farthest_m([wanted["profile"]], wanted["minutes"]) * SPHERE_MARGIN
        wishes = dict(wanted["facilities"])
        if radius_m < MAX_RADIUS_M:
            wishes |= {"near": wanted["point"], "radius": ceil(radius_m)}
        return {"facilities": facilities(wishes, depart_at=departure(wanted))}

    def plan(self, context: Context) -> Sequence[Plan]:
        """One search finds the nearest of all; only where it must be open on arrival, every pair is looked at."""
        if "point" in context.parameters:
            return ()
        if context.departure:
            return super().plan(context)
        last = len(context.facilities)
        return [{"profile": profile, "first": 0, "last": last} for profile in context.parameters["profiles"]]

    def part(self, context: Context, plan: Plan) -> Arrays:
        """Return the least minutes to a range of facilities, and which one it is; the smaller one of equals."""
        if not context.departure:
            found = nearest(
                context.graph(plan["profile"]),
                context.homes(plan["profile"]),
                context.entrances(plan["profile"]),
                context.parameters["minutes"],
            )
            return {"minutes": found.cost, "nearest": found.facility}
        table = context.costs(plan["profile"], context.parameters["minutes"], plan["first"], plan["last"])
        minutes, facility = least(table.place, table.facility, table.cost, table.n_places)
        return {"minutes": minutes, "nearest": facility}

    def finish(self, context: Context, plans: Sequence[Plan], parts: Sequence[Arrays]) -> Result:
        """See Question.finish."""
        if "point" in context.parameters:
            return _from_point(context)
        wanted, homes = context.parameters, context.people
        limit = wanted["minutes"]
        unit_columns: list[tuple[Column, Any]] = []
        area_columns: list[tuple[Column, Any]] = []
        told = []
        chosen = in_area(context)
        for profile in wanted["profiles"]:
            minutes, facility = _combined(plans, parts, profile)
            label = label_of(profile)
            ids = np.array([*context.facilities.ids, None], dtype=object)[facility]
            unit_columns += [
                (Column(f"minutes_{profile}", _("Minuten (%(how)s)") % {"how": label}, "min", 1), _shown(minutes)),
                (Column(f"nearest_{profile}", _("Nächster Ort (%(how)s)") % {"how": label}), ids),
            ]
            reached = np.where(minutes <= limit, homes.population, 0.0)
            area_columns.append(
                (
                    Column(
                        f"within_{profile}",
                        _("davon in %(limit)s Minuten (%(how)s)") % {"limit": number(limit, 1), "how": label},
                        "",
                        0,
                    ),
                    reached,
                )
            )
            told.append(f"{percent(reached[chosen].sum(), homes.population[chosen].sum())} ({label})")
        sentence = _("In %(limit)s Minuten erreichen den nächsten der %(count)s Orte: %(shares)s der Menschen.") % {
            "limit": number(limit, 1),
            "count": len(context.facilities),
            "shares": ", ".join(told),
        }
        return Result(
            sentence, (unit_table(context, unit_columns), area_table(context, area_columns)), assumptions(context)
        )


def _from_point(context: Context) -> Result:
    """Return the nearest facilities from a position, the nearest first."""
    wanted, found = context.parameters, context.facilities
    graph = context.graph(wanted["profile"])
    origin = at_point.snapped(graph, "point", wanted["point"])
    near = at_point.near(graph, origin, found, wanted["minutes"], leaving=context.departure, most=wanted["most"])
    rows = [each.row for each in near]
    here = in_metres(wanted["point"])
    doors = np.array([_closest_door(found.entrance_xy[found.entrance_of == row], here) for row in rows]).reshape(-1, 2)
    east_m, north_m = (doors - here).T
    values: dict[str, Any] = {
        "id": [f"{found.layers[row]}/{found.ids[row]}" for row in rows],
        "name": [found.names[row] for row in rows],
        "minutes": [each.minutes for each in near],
        "distance_m": np.hypot(east_m, north_m),
        "direction": [direction_in_words(each) for each in np.degrees(np.arctan2(east_m, north_m)) % 360],
        "geometry": [point_geometry(door) for door in doors],
    }
    columns = (
        Column("id", _("Kennung")),
        Column("name", _("Name")),
        Column("minutes", _("Minuten"), "min", 1),
        Column("distance_m", _("Luftlinie"), "m", 0),
        Column("direction", _("Richtung")),
        Column("geometry", _("Lage")),
    )
    said = {"limit": number(wanted["minutes"]), "how": label_of(wanted["profile"])}
    if near:
        minutes = max(1, round(near[0].minutes))
        sentence = ngettext(
            "Der nächste Ort ist %(name)s, etwa eine Minute entfernt (%(how)s).",
            "Der nächste Ort ist %(name)s, etwa %(minutes)s Minuten entfernt (%(how)s).",
            minutes,
        ) % {**said, "name": values["name"][0], "minutes": minutes}
    else:
        sentence = _("In %(limit)s Minuten (%(how)s) ist keiner der gewählten Orte erreichbar.") % said
    table = Table("facilities", _("Nächste Orte"), "facility", columns, values)
    return Result(sentence, (table,), _notes_from_point(context))


def _closest_door(doors: Any, here: Any) -> Any:
    """Return of some entrances (E, 2) the one that is closest as the crow flies."""
    return doors[np.argmin(np.hypot(*(doors - here).T))]


def _notes_from_point(context: Context) -> tuple[str, ...]:
    notes = (profiles()[context.parameters["profile"]].source, *scenario_notes(context))
    return (*notes, str(ONLY_OPEN)) if context.departure else notes


def least(place: Any, facility: Any, cost: Any, n_places: int) -> tuple[Any, Any]:
    """Return for each place the least cost (n,) and its facility (n,), inf and -1 where there is none.

    `place`, `facility`, `cost` (M,) are a cost table sorted by place and then facility; of equals the smaller counts.

    >>> least(np.array([0, 0, 2]), np.array([1, 4, 3]), np.array([5.0, 5.0, 2.0]), 3)
    (array([ 5., inf,  2.]), array([ 1, -1,  3]))
    """
    minutes, nearby = np.full(n_places, np.inf), np.full(n_places, -1)
    order = np.lexsort((facility, cost, place))
    first = order[np.flatnonzero(np.diff(place[order], prepend=-1))]
    minutes[place[first]], nearby[place[first]] = cost[first], facility[first]
    return minutes, nearby


def _combined(plans: Sequence[Plan], parts: Sequence[Arrays], profile: str) -> tuple[Any, Any]:
    """Return the least over parts; their ranges of facilities rise, so of equals the first part has the smaller."""
    minutes: Any = None
    for plan, part in zip(plans, parts, strict=True):
        if plan["profile"] != profile:
            continue
        if minutes is None:
            minutes, facility = part["minutes"].copy(), part["nearest"].copy()
        else:
            better = part["minutes"] < minutes
            minutes[better], facility[better] = part["minutes"][better], part["nearest"][better]
    return minutes, facility


def _shown(minutes: Any) -> Any:
    """Return the minutes with NaN, which becomes „none“, where nothing was in reach."""
    return np.where(np.isfinite(minutes), minutes, np.nan)
