"""What all questions share that ask how the people of an area are off: rows, parts, columns, sums by municipality."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from analysis import scenario
from analysis.context import Context, People
from analysis.parameters import AREAS, DEPART_AT, FACILITIES, MINUTES, PROFILE_LIST, Schema, departure
from analysis.questions.base import Arrays, Plan, Question, TableOf, of_profile, ranges, scenario_notes
from analysis.results import Column, Table
from analysis.selection import AGE_GROUPS, Selection, area_names, facilities, people
from analysis.words import number
from network.profiles import profiles
from network.queries import edition_of
from published.errors import BadParameter

MINUTES_PER_HOUR = 60
METRES_PER_KM = 1000
AGE_LABELS = {
    "under_10": gettext_lazy("unter 10 Jahre"),
    "under_18": gettext_lazy("unter 18 Jahre"),
    "from_65": gettext_lazy("ab 65 Jahre"),
    "from_80": gettext_lazy("ab 80 Jahre"),
}
UNIT = Column("id", gettext_lazy("Bevölkerungseinheit"))
PEOPLE = Column("population", gettext_lazy("Personen"), decimals=0)

ONLY_OPEN = gettext_lazy(
    "Es zählt nur, was bei der Ankunft geöffnet ist; wessen Öffnungszeiten niemand kennt, zählt nicht mit."
)
UNITS = TableOf(gettext_lazy("Bevölkerungseinheiten"))
MUNICIPALITIES = TableOf(gettext_lazy("Gemeinden"))


class QuestionOfPeople(Question):
    """A question about units of population and facilities, for one or more profiles."""

    properties: ClassVar[dict[str, Schema]] = {
        "facilities": FACILITIES,
        "area": AREAS,
        "profiles": PROFILE_LIST,
        "minutes": MINUTES,
        "depart_at": DEPART_AT,
        scenario.NAME: scenario.SCENARIO,
    }
    required: ClassVar[tuple[str, ...]] = ("facilities",)
    tables: ClassVar[Mapping[str, TableOf]] = {"units": UNITS, "areas": MUNICIPALITIES}
    inputs: ClassVar[tuple[str, ...]] = ("facilities", "people")

    def amount(self, wanted: dict[str, Any]) -> str | None:
        """Return the property of a facility that is its supply, None to count facilities."""
        return None

    def select(self, wanted: dict[str, Any]) -> dict[str, Selection]:
        """Take the facilities, and the people of the area with those around who compete for them."""
        chosen = facilities(wanted["facilities"], depart_at=departure(wanted), amount=self.amount(wanted))
        if not chosen.rows:
            raise BadParameter(_("Zu dieser Auswahl gibt es keinen Eintrag mit einem Ort."))
        homes = people(wanted["area"], buffer_m=farthest_m(wanted["profiles"], wanted["minutes"]))
        if not homes.rows:
            raise BadParameter(_("Für dieses Gebiet gibt es keine Bevölkerungszahlen."))
        return {"facilities": chosen, "people": homes}

    def plan(self, context: Context) -> Sequence[Plan]:
        """Divide the work by profile and by range of facilities."""
        return [
            {"profile": profile, "first": first, "last": last}
            for profile in context.parameters["profiles"]
            for first, last in ranges(len(context.facilities))
        ]

    def minimum(self, plans: Sequence[Plan], parts: Sequence[Arrays], name: str, profile: str) -> NDArray[np.float64]:
        """Return the least of an array over the parts of a profile."""
        found: NDArray[np.float64] = np.minimum.reduce([each[name] for each in of_profile(plans, parts, profile)])
        return found


def farthest_m(profile_ids: Iterable[str], minutes: float) -> float:
    """Return how far one gets at most in so many minutes with the fastest of the profiles, in metres."""
    fastest_kmh = max(profiles()[each].fastest_kmh for each in profile_ids)
    return fastest_kmh * METRES_PER_KM * minutes / MINUTES_PER_HOUR


def in_area(context: Context) -> NDArray[np.bool_]:
    """Say which units the answer is about: those in the asked areas, or all; the others only compete."""
    keys = set(context.parameters["area"])
    if not keys:
        return np.ones(len(context.people), dtype=bool)
    homes = context.people
    pairs = zip(homes.municipalities, homes.districts, strict=True)
    return np.array([municipality in keys or district in keys for municipality, district in pairs], dtype=bool)


def unit_table(context: Context, columns: Sequence[tuple[Column, NDArray[Any]]]) -> Table:
    """Return the table of the units that the answer is about, with their people and these columns."""
    chosen = in_area(context)
    homes = context.people
    values: dict[str, Any] = {
        "id": [each for each, is_in in zip(homes.ids, chosen, strict=True) if is_in],
        "population": homes.population[chosen],
    }
    values |= {column.name: array[chosen] for column, array in columns}
    return Table("units", _("Bevölkerungseinheiten"), "people", (UNIT, PEOPLE, *(each for each, _a in columns)), values)


def area_table(context: Context, columns: Sequence[tuple[Column, NDArray[np.float64]]]) -> Table:
    """Return for each municipality the people that each column counts, given per unit, and their sum.

    Every figure is a sum of whole units of at least ten people.
    """
    chosen = in_area(context)
    homes = context.people
    keys = sorted({key for key, is_in in zip(homes.municipalities, chosen, strict=True) if is_in and key})
    place = {key: number for number, key in enumerate(keys)}
    rows = np.array([place.get(key or "", -1) for key in homes.municipalities])
    used = chosen & (rows >= 0)

    def total(amounts: NDArray[np.float64]) -> NDArray[np.float64]:
        summed: NDArray[np.float64] = np.bincount(rows[used], weights=amounts[used], minlength=len(keys)).astype(float)
        return summed

    names = area_names(keys)
    values: dict[str, Any] = {
        "id": keys,
        "name": [names.get(key, key) for key in keys],
        "population": total(homes.population),
    }
    values |= {column.name: total(array) for column, array in columns}
    shown = (Column("id", _("amtlicher Schlüssel")), Column("name", _("Gemeinde")), PEOPLE)
    return Table("areas", _("Gemeinden"), "area", (*shown, *(each for each, _a in columns)), values)


def age_matrix(homes: People) -> NDArray[np.float64]:
    """Return the people (K, 1 + G): all of them, then by age group in the order of AGE_GROUPS."""
    return np.column_stack([homes.population, *(homes.by_age[group] for group in AGE_GROUPS)])


def label_of(profile: str) -> str:
    """Return how people call a profile."""
    return str(profiles()[profile].label(get_language() or "de"))


def assumptions(context: Context) -> tuple[str, ...]:
    """Say in plain words what every answer of this kind rests on."""
    wanted, found = context.parameters, context.facilities
    said = [
        _("%(facilities)s Einträge und %(units)s Bevölkerungseinheiten von mindestens zehn Personen gingen ein.")
        % {"facilities": len(found), "units": len(context.people)},
        _("Wege auf dem Straßennetz: %(edition)s.") % {"edition": edition_of(context.inputs["network"])},
    ]
    for profile in wanted["profiles"]:
        said.append(f"{label_of(profile)}: {profiles()[profile].source}")
        unreached = int((context.entrances(profile).entrances.edge < 0).sum())
        if unreached:
            said.append(
                _("%(count)s Einträge liegen mehr als 500 m von jedem Weg entfernt, den man so nimmt (%(profile)s).")
                % {"count": unreached, "profile": label_of(profile)}
            )
    if context.departure:
        said.append(str(ONLY_OPEN))
    said += scenario_notes(context)
    homes, chosen = context.people, in_area(context)
    for profile in wanted["profiles"]:
        at_edge = chosen & (homes.edge_m < farthest_m([profile], wanted["minutes"]))
        if people := homes.population[at_edge].sum():
            said.append(
                _(
                    "%(people)s Menschen (%(profile)s) leben so nah am Rand der Region, dass sie auch etwas jenseits"
                    " davon erreichen könnten. Was dort liegt, ist nicht erfasst; sie können besser versorgt sein."
                )
                % {"people": number(people), "profile": label_of(profile)}
            )
    return tuple(said)
